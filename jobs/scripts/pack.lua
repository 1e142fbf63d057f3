-- ARGV: id, its events, compressed, ms that they are kept, most bytes of all jobs that have ended.
-- Replaces the events of an ended job by the compressed ones. Then forgets ended jobs beyond the most bytes, the
-- least recently used first; this job stays.
local id = ARGV[1]
local state = redis.call('HGET', key(id), 'state')
if not state or not is_final(state) then
  return
end
redis.call('SET', key(id, 'packed'), ARGV[2], 'PX', ARGV[3])
redis.call('DEL', key(id, 'events'), key(id, 'dropped'))
redis.call('HSET', PREFIX .. 'bytes', id, redis.call('STRLEN', key(id, 'result')) + string.len(ARGV[2]))
local kept = 0
for _, bytes in ipairs(redis.call('HVALS', PREFIX .. 'bytes')) do
  kept = kept + bytes
end
for _, other in ipairs(redis.call('ZRANGE', PREFIX .. 'ended', 0, -1)) do
  if kept <= tonumber(ARGV[4]) then
    return
  end
  if other ~= id then
    kept = kept - tonumber(redis.call('HGET', PREFIX .. 'bytes', other) or 0)
    forget(other)
  end
end
