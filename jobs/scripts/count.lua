-- Answers the state of each job.
local states = {}
for _, set in ipairs({ 'unfinished', 'ended' }) do
  for _, id in ipairs(redis.call('ZRANGE', PREFIX .. set, 0, -1)) do
    table.insert(states, redis.call('HGET', key(id), 'state') or '')
  end
end
return states
