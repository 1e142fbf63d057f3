-- ARGV: ids of jobs that somebody watches. Answers the newest event id of each job, -1 when there is no such job.
local newest = {}
for i, id in ipairs(ARGV) do
  newest[i] = tonumber(redis.call('HGET', key(id), 'newest') or -1)
  if newest[i] >= 0 then
    redis.call('HSET', key(id), 'watched', whole(now_ms()))
  end
end
return newest
