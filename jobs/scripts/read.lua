-- ARGV: id, newest event id that the caller knows. Answers {} when there is no such job, else {newest id, 1 when it
-- has ended or 0, its packed events or '', its events after the known one unless they are packed, ids of dropped
-- lines}.
local id = ARGV[1]
local job = redis.call('HMGET', key(id), 'newest', 'state')
if not job[1] then
  return {}
end
return { tonumber(job[1]), is_final(job[2]) and 1 or 0, redis.call('GET', key(id, 'packed')) or '',
  redis.call('XRANGE', key(id, 'events'), '(' .. ARGV[2] .. '-0', '+'),
  redis.call('LRANGE', key(id, 'dropped'), 0, -1) }
