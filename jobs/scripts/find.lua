-- ARGV: id, ms that events are kept, 'asked' when the call is a sign of life, then names of fields.
-- Answers the values of these fields, or {} when there is no such job.
local id = ARGV[1]
if redis.call('EXISTS', key(id)) == 0 then
  return {}
end
if is_final(redis.call('HGET', key(id), 'state')) then
  for _, part in ipairs({ false, 'events', 'dropped', 'packed' }) do
    if redis.call('PTTL', key(id, part)) < tonumber(ARGV[2]) then
      redis.call('PEXPIRE', key(id, part), ARGV[2])
    end
  end
  redis.call('ZADD', PREFIX .. 'ended', 'XX', whole(now_ms()), id)
elseif ARGV[3] == 'asked' then
  redis.call('HSET', key(id), 'asked', whole(now_ms()))
end
return redis.call('HMGET', key(id), unpack(ARGV, 4))
