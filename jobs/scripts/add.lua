-- ARGV: id, address, digest of the request, token of a reserved place or '', most jobs of an address or '', most
-- queued jobs or '', most bytes of exports or '' to check nothing, ms that a result is kept, ms of a lease, export
-- or '', token of the caller (the same when the call is repeated), then fields of the hash.
-- Answers {'added'}, {'same', id of an equal job}, {'conflict'}, or {'full', jobs of the address, queued jobs,
-- bytes of exports}.
local id, address, digest, place = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
redis.call('HDEL', PREFIX .. 'places', place)
local known = redis.call('HMGET', key(id), 'state', 'digest', 'finished', 'maker')
if known[1] then
  if known[4] == ARGV[11] then
    return { 'added' }
  end
  if not is_final(known[1]) or tonumber(known[3]) + tonumber(ARGV[8]) > now_ms() then
    return known[2] == digest and { 'same', id } or { 'conflict' }
  end
end
if ARGV[7] ~= '' then
  for _, other in ipairs(redis.call('ZRANGE', PREFIX .. 'unfinished', 0, -1)) do
    local job = redis.call('HMGET', key(other), 'address', 'digest')
    if job[1] == address and job[2] == digest then
      return { 'same', other }
    end
  end
end
local of_address, queued, exports = counted(address)
exports = exports + string.len(ARGV[10])
if is_beyond(ARGV[5], of_address) or is_beyond(ARGV[6], queued) or is_beyond(ARGV[7], exports - 1) then
  return { 'full', of_address, queued, exports }
end
forget(id)
redis.call('HSET', key(id), 'address', address, 'digest', digest, 'newest', '0', 'attempts', '0',
  'lease', whole(now_ms() + tonumber(ARGV[9])), 'export_bytes', whole(string.len(ARGV[10])), 'place', '0',
  'place_event', '0', 'asked', whole(now_ms()), 'state', 'queued', 'maker', ARGV[11], unpack(ARGV, 12))
if ARGV[10] ~= '' then
  redis.call('SET', key(id, 'export'), ARGV[10])
end
redis.call('ZADD', PREFIX .. 'unfinished', whole(redis.call('INCR', PREFIX .. 'number')), id)
tell_places()
return { 'added' }
