-- ARGV: id, token of the attempt. Puts a running job back into the queue, and answers 1. Answers 0 when the attempt
-- does not hold the job any more.
local id = ARGV[1]
local job = redis.call('HMGET', key(id), 'token', 'state')
if job[1] ~= ARGV[2] or job[2] ~= 'running' then
  return 0
end
redis.call('HINCRBY', key(id), 'attempts', -1)
redis.call('HSET', key(id), 'state', 'queued', 'token', '', 'lease', '0')
tell_places()
return 1
