-- ARGV: id, token of the attempt, ms of a lease, most attempts.
-- Answers {'none'}, {'alive'} while another attempt holds the job, {'crashed'} when there were too many, or
-- {'begun', attempts before, newest id}.
local id = ARGV[1]
local job = redis.call('HMGET', key(id), 'state', 'lease', 'attempts', 'newest', 'token')
if not job[1] or is_final(job[1]) then
  return { 'none' }
end
if job[5] == ARGV[2] then
  return { 'begun', tonumber(job[3]) - 1, tonumber(job[4]) }
end
if job[1] == 'running' and tonumber(job[2]) > now_ms() then
  return { 'alive' }
end
if tonumber(job[3]) >= tonumber(ARGV[4]) then
  return { 'crashed' }
end
redis.call('HINCRBY', key(id), 'attempts', 1)
redis.call('HSET', key(id), 'state', 'running', 'token', ARGV[2], 'lease', whole(now_ms() + tonumber(ARGV[3])),
  'place', '0')
tell_places()
return { 'begun', tonumber(job[3]), tonumber(redis.call('HGET', key(id), 'newest')) }
