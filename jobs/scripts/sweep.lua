-- ARGV: ms after which a watched job counts as abandoned, name of the worker that calls or '', how many jobs it runs
-- at once. Forgets jobs whose data has expired.
-- Answers {held jobs whose process is gone, queued jobs that are abandoned, jobs that wait for a worker or have lost
-- it, the number of jobs that workers run}.
count_places(ARGV[2], ARGV[3])
local lost, unwanted, waiting, running = {}, {}, {}, 0
for _, id in ipairs(redis.call('ZRANGE', PREFIX .. 'unfinished', 0, -1)) do
  local job = redis.call('HMGET', key(id), 'state', 'is_held', 'lease', 'watched', 'asked')
  if not job[1] then
    redis.call('ZREM', PREFIX .. 'unfinished', id)
  elseif job[2] == '1' and tonumber(job[3]) < now_ms() then
    table.insert(lost, id)
  elseif job[1] == 'queued' and job[4]
    and math.max(tonumber(job[4]), tonumber(job[5])) < now_ms() - tonumber(ARGV[1]) then
    table.insert(unwanted, id)
  elseif job[1] == 'queued' and job[2] == '0' or tonumber(job[3]) < now_ms() then
    table.insert(waiting, id)
  elseif job[2] == '0' then
    running = running + 1
  end
end
for _, id in ipairs(redis.call('ZRANGE', PREFIX .. 'ended', 0, -1)) do
  if redis.call('EXISTS', key(id)) == 0 then
    forget(id)
  end
end
return { lost, unwanted, waiting, running }
