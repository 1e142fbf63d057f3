-- ARGV: id, token of the attempt, state of the job, ms of a lease, batch of events; then, for a job that has ended,
-- status of its result or 0, result, retry-after or '', ms that the result is kept, ms that events are kept.
-- Answers {'missing'}, {'fenced'} when the attempt does not hold the job any more, or {'ok' or 'gap', newest id,
-- ms since another process watched the job or -1, ms since somebody asked for it}. 'gap': events before the batch
-- are missing in Redis, and nothing is stored.
local id, token, state = ARGV[1], ARGV[2], ARGV[3]
local job = redis.call('HMGET', key(id), 'token', 'state', 'newest', 'watched', 'asked')
if not job[1] then
  return { redis.call('EXISTS', key(id, 'gone')) == 1 and 'fenced' or 'missing' }
end
local seen = { 'ok', tonumber(job[3]), job[4] and now_ms() - job[4] or -1, now_ms() - tonumber(job[5]) }
if job[1] ~= token or (is_final(job[2]) and job[2] ~= state) then
  return { 'fenced' }
end
if is_final(job[2]) then
  return seen
end
if cjson.decode(ARGV[5]).after > seen[2] then
  seen[1] = 'gap'
  return seen
end
redis.call('HSET', key(id), 'lease', whole(now_ms() + tonumber(ARGV[4])))
if not is_final(state) then
  redis.call('HSET', key(id), 'state', state)
  add_events(id, ARGV[5])
else
  add_events(id, ARGV[5])
  settle(id, state, ARGV[6], ARGV[7], ARGV[8], tonumber(ARGV[9]), tonumber(ARGV[10]))
end
seen[2] = number_of(id, 'newest')
return seen
