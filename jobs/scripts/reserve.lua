-- ARGV: token, address, most jobs of an address or '', most that wait.
-- Reserves a place; answers the jobs of the address and those that wait where there is no room.
local of_address, queued = counted(ARGV[2])
if is_beyond(ARGV[3], of_address) or is_beyond(ARGV[4], queued) then
  return { of_address, queued }
end
redis.call('HSET', PREFIX .. 'places', ARGV[1], whole(now_ms()) .. ' ' .. ARGV[2])
return {}
