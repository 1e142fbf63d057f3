-- ARGV: id, state, data of the last event, status of the result or 0, result, retry-after or '', ms that the result
-- is kept, ms that events are kept, 'lapsed' to end the job only if its lease is over.
-- Ends a job, whichever process runs it. Answers 'missing', 'ended' when it had ended before, 'held' when its lease
-- is not over, 'unrun' when it was waiting for a worker, or 'ok'.
local id, state = ARGV[1], ARGV[2]
local job = redis.call('HMGET', key(id), 'state', 'lease', 'is_held')
if not job[1] then
  return 'missing'
end
if is_final(job[1]) then
  if state == 'cancelled' then
    redis.call('HSET', key(id), 'state', state)
    redis.call('DEL', key(id, 'result'))
  end
  return 'ended'
end
if ARGV[9] == 'lapsed' and tonumber(job[2]) > now_ms() then
  return 'held'
end
add_event(id, 'complete', ARGV[3], 0, true)
settle(id, state, ARGV[4], ARGV[5], ARGV[6], tonumber(ARGV[7]), tonumber(ARGV[8]))
redis.call('PUBLISH', PREFIX .. 'ended', id)
return job[1] == 'queued' and job[3] == '0' and 'unrun' or 'ok'
