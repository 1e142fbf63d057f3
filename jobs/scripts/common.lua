-- What all scripts of jobs begin with. KEYS[1] is the prefix of every key.
--
--   <prefix>job:<id>           hash: a job without what it brought along and what came of it
--   <prefix>job:<id>:events    stream: its events, each under its own id
--   <prefix>job:<id>:dropped   list: ids of lines beyond the bound, ascending
--   <prefix>job:<id>:packed    its events in one piece, once it has ended, in place of the stream
--   <prefix>job:<id>:export    what a member brought along, until the job ends
--   <prefix>job:<id>:gone      for a while, where all of it was deleted
--   <prefix>job:<id>:result    the final answer, for as long as it is kept
--   <prefix>unfinished         sorted set: jobs by when they came
--   <prefix>ended              sorted set: jobs that have ended by when they were last used
--   <prefix>bytes              hash: what each of those takes
--   <prefix>places             hash: places in the queue that are reserved: "<ms> <address>" of each
--   <prefix>workers            hash: workers: "<ms> <jobs at once>" of each, as it last said
--
-- A job is run by the attempt whose token stands in it, for as long as its lease lasts.

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

-- Adds the events of a batch (jobs/batch.py) that are not there yet, and tells those who follow.
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

-- Adds one event under the next id, in place of the event ``replaced`` where that is not 0.
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

-- Jobs that wait for a worker in the order of their turns: first those that have lost theirs, then whoever has
-- fewer before them of the same address, those included that run; of equals, who came first. Also how many each
-- address has running, and the job that the attempt ``token`` has begun.
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

-- Takes note of a worker, and answers how many jobs all that have spoken of late run at once.
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

-- Tells each job that waits for a worker its place, where that is another one than it was told.
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

-- Ends a job of which the last event is there: keeps its result, and lets go of what it brought along.
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

-- Jobs of ``address`` that have not ended, those of all that wait, and bytes of exports; places included.
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
