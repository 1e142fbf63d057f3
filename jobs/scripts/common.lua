-- The first part of all scripts. KEYS[1] is the prefix of all keys.
--
--   <prefix>job:<id>           hash: a job without its export and its result
--   <prefix>job:<id>:events    stream: its events, each under its own id
--   <prefix>job:<id>:dropped   list: ids of lines beyond the bound, ascending
--   <prefix>job:<id>:packed    its events, compressed, once it has ended; they replace the stream
--   <prefix>job:<id>:export    the member's export, until the job ends
--   <prefix>job:<id>:gone      a mark: all of the job was deleted within the last 10 minutes
--   <prefix>job:<id>:result    the final answer, for as long as it is kept
--   <prefix>unfinished         sorted set: jobs that have not ended, in the order in which they came
--   <prefix>ended              sorted set: jobs that have ended, by the time of their last use
--   <prefix>bytes              hash: the bytes that each ended job takes
--   <prefix>places             hash: reserved places in the queue: token to "<ms> <address>"
--   <prefix>workers            hash: workers: name to "<ms> <jobs at once>", as last reported
--
-- The attempt whose token is in the hash of a job holds the job until its lease is over.

local PREFIX = KEYS[1]

local function key(id, part)
  return PREFIX .. 'job:' .. id .. (part and ':' .. part or '')
end

local function whole(number)
  return string.format('%.0f', number)
end

local function now_ms()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

local function is_final(state)
  return state ~= 'queued' and state ~= 'running'
end

local function number_of(id, field)
  return tonumber(redis.call('HGET', key(id), field) or 0)
end

-- Adds the events of a batch (jobs/batch.py) that are not there yet, and publishes the batch to followers.
local function add_events(id, text)
  local batch = cjson.decode(text)
  local newest = number_of(id, 'newest')
  if batch.newest > newest then
    for _, event in ipairs(batch.events) do
      if event.id > newest then
        redis.call('XADD', key(id, 'events'), whole(event.id) .. '-0', 'name', event.name, 'data', event.data)
      end
    end
    local last = tonumber(redis.call('LINDEX', key(id, 'dropped'), -1) or 0)
    for _, dropped in ipairs(batch.dropped) do
      if dropped > last then
        redis.call('RPUSH', key(id, 'dropped'), whole(dropped))
      end
    end
    redis.call('HSET', key(id), 'newest', whole(batch.newest))
  end
  for _, removed in ipairs(batch.removed) do
    redis.call('XDEL', key(id, 'events'), whole(removed) .. '-0')
  end
  redis.call('PUBLISH', key(id), text)
end

-- Adds one event under the next id. It replaces the event ``replaced``, unless that is 0.
local function add_event(id, name, data, replaced, is_ended)
  local newest = number_of(id, 'newest')
  local text = string.format(
    '{"after":%.0f,"newest":%.0f,"events":[{"id":%.0f,"name":"%s","data":%s}],"removed":[%s],"is_ended":%s}',
    newest, newest + 1, newest + 1, name, cjson.encode(data),
    replaced > 0 and whole(replaced) or '', tostring(is_ended))
  redis.call('XADD', key(id, 'events'), whole(newest + 1) .. '-0', 'name', name, 'data', data)
  if replaced > 0 then
    redis.call('XDEL', key(id, 'events'), whole(replaced) .. '-0')
  end
  redis.call('HSET', key(id), 'newest', whole(newest + 1))
  redis.call('PUBLISH', key(id), text)
  return newest + 1
end

-- Returns the jobs that wait for a worker in the order of turns, the number of running jobs of each address, and
-- the job that the attempt ``token`` has begun. Jobs that have lost their worker come first. Then come the jobs
-- with the fewest others of their address before them; running ones count too. Among equals the oldest comes first.
local function in_turn(token)
  local lost, queued, held, ours = {}, {}, {}, nil
  for _, id in ipairs(redis.call('ZRANGE', PREFIX .. 'unfinished', 0, -1)) do
    local job = redis.call('HMGET', key(id), 'state', 'is_held', 'lease', 'address', 'token')
    if job[2] == '0' then
      local waiting = { id = id, address = job[4], is_lost = job[1] == 'running' }
      if job[1] == 'queued' then
        table.insert(queued, waiting)
      elseif tonumber(job[3]) < now_ms() then
        table.insert(lost, waiting)
      else
        held[job[4]] = (held[job[4]] or 0) + 1
      end
      if job[5] == token then
        ours = id
      end
    end
  end
  local before = {}
  for number, each in ipairs(queued) do
    each.number = number
    each.round = before[each.address] or held[each.address] or 0
    before[each.address] = each.round + 1
  end
  table.sort(queued, function(a, b)
    return a.round < b.round or a.round == b.round and a.number < b.number
  end)
  for _, each in ipairs(queued) do
    table.insert(lost, each)
  end
  return lost, held, ours
end

-- Notes the report of a worker, unless its name is ''. Returns how many jobs run at once on all workers that have
-- reported in the last 25 seconds.
local function count_places(worker, at_once)
  if worker ~= '' then
    redis.call('HSET', PREFIX .. 'workers', worker, whole(now_ms()) .. ' ' .. at_once)
  end
  local places = 0
  local workers = redis.call('HGETALL', PREFIX .. 'workers')
  for i = 1, #workers, 2 do
    local spoke_ms, number = string.match(workers[i + 1], '^(%d+) (%d+)$')
    if tonumber(spoke_ms) < now_ms() - 25000 then
      redis.call('HDEL', PREFIX .. 'workers', workers[i])
    else
      places = places + tonumber(number)
    end
  end
  return places
end

-- Publishes to each queued job that waits for a worker its position, if that has changed.
local function tell_places()
  local place = 0
  for _, waiting in ipairs(in_turn()) do
    if not waiting.is_lost then
      place = place + 1
      local job = redis.call('HMGET', key(waiting.id), 'place', 'waiting', 'place_event')
      if job[1] ~= whole(place) then
        local data = string.gsub(job[2], '"queue_position":0', '"queue_position":' .. whole(place))
        local event = add_event(waiting.id, 'status', data, tonumber(job[3]), false)
        redis.call('HSET', key(waiting.id), 'place', whole(place), 'place_event', whole(event))
      end
    end
  end
end

-- Ends a job whose last event is there: keeps its result, and deletes its export.
local function settle(id, state, status, packed, retry_after, result_ttl_ms, age_ms)
  local was_queued = redis.call('HGET', key(id), 'state') == 'queued'
  redis.call('HSET', key(id), 'state', state, 'finished', whole(now_ms()),
    'status', status, 'retry_after', retry_after)
  if status ~= '0' then
    redis.call('SET', key(id, 'result'), packed, 'PX', result_ttl_ms)
  end
  redis.call('DEL', key(id, 'export'))
  redis.call('ZREM', PREFIX .. 'unfinished', id)
  redis.call('ZADD', PREFIX .. 'ended', whole(now_ms()), id)
  redis.call('HSET', PREFIX .. 'bytes', id, string.len(packed))
  for _, part in ipairs({ false, 'events', 'dropped' }) do
    redis.call('PEXPIRE', key(id, part), math.max(result_ttl_ms, age_ms))
  end
  if was_queued then
    tell_places()
  end
end

local function forget(id)
  redis.call('DEL', key(id), key(id, 'events'), key(id, 'dropped'), key(id, 'packed'), key(id, 'export'),
    key(id, 'result'))
  redis.call('ZREM', PREFIX .. 'ended', id)
  redis.call('ZREM', PREFIX .. 'unfinished', id)
  redis.call('HDEL', PREFIX .. 'bytes', id)
end

-- Returns the number of unfinished jobs of ``address``, the number of queued jobs of all addresses, and the bytes of
-- all exports. A reserved place counts as a queued job; it expires after 10 minutes.
local function counted(address)
  local of_address, queued, exports = 0, 0, 0
  for _, id in ipairs(redis.call('ZRANGE', PREFIX .. 'unfinished', 0, -1)) do
    local job = redis.call('HMGET', key(id), 'address', 'state', 'export_bytes')
    of_address = of_address + (job[1] == address and 1 or 0)
    queued = queued + (job[2] == 'queued' and 1 or 0)
    exports = exports + tonumber(job[3] or 0)
  end
  local places = redis.call('HGETALL', PREFIX .. 'places')
  for i = 1, #places, 2 do
    local reserved_ms, owner = string.match(places[i + 1], '^(%d+) (.*)$')
    if tonumber(reserved_ms) < now_ms() - 600000 then
      redis.call('HDEL', PREFIX .. 'places', places[i])
    else
      of_address = of_address + (owner == address and 1 or 0)
      queued = queued + 1
    end
  end
  return of_address, queued, exports
end

local function is_beyond(most, number)
  return most ~= '' and number >= tonumber(most)
end
