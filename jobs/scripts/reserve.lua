-- ARGV: token of the place, address, most jobs of an address or '', most queued jobs, most reserved places.
-- Reserves a place, and answers {}. When there is no room, answers {jobs of the address, queued jobs, places}.
local of_address, queued = counted(ARGV[2])
local reserved = redis.call('HLEN', PREFIX .. 'places')
if is_beyond(ARGV[3], of_address) or is_beyond(ARGV[4], queued) or is_beyond(ARGV[5], reserved) then
  return { of_address, queued, reserved }
end
redis.call('HSET', PREFIX .. 'places', ARGV[1], whole(now_ms()) .. ' ' .. ARGV[2])
return {}
