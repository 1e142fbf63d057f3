-- ARGV: token of the attempt, ms of a lease, most attempts, name of the worker, how many jobs it runs at once, '1'
-- when an address may hold at most half of the places of all workers.
-- Begins the job whose turn it is. Answers {'none'} when no job may begin, {'crashed', id} when the job has lost too
-- many workers, or {'begun', id, earlier attempts}. A repeated call with the same token has the same answer.
local token = ARGV[1]
local places = count_places(ARGV[4], ARGV[5])
local waiting, held, ours = in_turn(token)
if ours then
  return { 'begun', ours, number_of(ours, 'attempts') - 1 }
end
local most = ARGV[6] == '1' and math.max(1, math.floor(places / 2)) or math.huge
for _, job in ipairs(waiting) do
  if job.is_lost or (held[job.address] or 0) < most then
    local attempts = number_of(job.id, 'attempts')
    if attempts >= tonumber(ARGV[3]) then
      return { 'crashed', job.id }
    end
    redis.call('HSET', key(job.id), 'attempts', whole(attempts + 1), 'state', 'running', 'token', token,
      'lease', whole(now_ms() + tonumber(ARGV[2])), 'place', '0')
    tell_places()
    return { 'begun', job.id, attempts }
  end
end
return { 'none' }
