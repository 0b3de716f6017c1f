/**
 * Decides about a request against all of its policies, and counts it in all of them or in none. The arithmetic is that of
 * `slidingCounter` and `slidingLog`: integers only, so that rounding never changes a decision.
 *
 * KEYS: one per policy. ARGV: the time in epoch milliseconds or -1 for the server's clock, then per policy the algorithm, the
 * limit, the length of the window in milliseconds, and the cost. Returns per policy: whether it allows the request, what
 * remains, the time until it is empty, and the wait, or -1 if the cost exceeds the limit.
 *
 * A counter is stored as `start current previous`, a log as a list of `time cost total`, where `total` is the sum of all
 * costs so far. The used cost of a log is then known from its first and last entry.
 */
export const takeScript = `
local now = tonumber(ARGV[1])
if now < 0 then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
-- Keys live at least this long, so that clocks which differ from the server's do not lose them.
local minLifeMs = 60000

local function text(number) return string.format('%.0f', number) end
local function divide(dividend, divisor) return (dividend - dividend % divisor) / divisor end
local function fields(entry)
  local a, b, c = string.match(entry, '^(%d+) (%d+) (%d+)$')
  return tonumber(a), tonumber(b), tonumber(c)
end

-- Sliding log.

local function loadLog(key, window)
  local last = redis.call('LINDEX', key, -1)
  if not last then return { used = 0, total = 0, added = {} } end
  local lastAt, _, total = fields(last)
  local expired = math.max(now, lastAt) - window
  while true do
    local first = redis.call('LINDEX', key, 0)
    if not first then return { used = 0, total = 0, added = {} } end
    local at, cost, sum = fields(first)
    if at > expired then return { used = total - sum + cost, total = total, lastAt = lastAt, added = {} } end
    redis.call('LPOP', key)
  end
end

local function logWait(key, log, excess, window, at)
  local freed, position = 0, 0
  while true do
    local entries = redis.call('LRANGE', key, position, position + 99)
    if #entries == 0 then break end
    for _, entry in ipairs(entries) do
      local entryAt, cost = fields(entry)
      freed = freed + cost
      if freed >= excess then return entryAt + window - at end
    end
    position = position + 100
  end
  for _, entry in ipairs(log.added) do
    freed = freed + entry[2]
    if freed >= excess then return entry[1] + window - at end
  end
  return -1
end

local function logState(log, limit, window)
  local reset = 0
  if log.lastAt then reset = log.lastAt + window - math.max(now, log.lastAt) end
  return math.max(0, limit - log.used), reset
end

local function takeLog(key, log, limit, window, cost)
  local at = math.max(now, log.lastAt or now)
  if log.used + cost > limit then
    if cost > limit then return 0, -1 end
    return 0, logWait(key, log, log.used + cost - limit, window, at)
  end
  if cost > 0 then
    log.used = log.used + cost
    log.total = log.total + cost
    log.lastAt = at
    log.added[#log.added + 1] = { at, cost, log.total }
  end
  return 1, 0
end

local function saveLog(key, log, window)
  if #log.added == 0 then return end
  for _, entry in ipairs(log.added) do
    redis.call('RPUSH', key, text(entry[1]) .. ' ' .. text(entry[2]) .. ' ' .. text(entry[3]))
  end
  redis.call('PEXPIRE', key, text(math.max(minLifeMs, window)))
end

-- Sliding-window counter.

local function loadCounter(key, window)
  local stored = redis.call('GET', key)
  local start, current, previous = 0, 0, 0
  if stored then start, current, previous = fields(stored) end
  local at = math.max(now, start)
  local rolled = at - at % window
  if not stored then return { at = at, start = rolled, current = 0, previous = 0 } end
  if rolled > start then
    if rolled - start == window then previous = current else previous = 0 end
    start, current = rolled, 0
  end
  return { at = at, start = start, current = current, previous = previous }
end

local function room(counter, limit, window)
  return (limit - counter.current) * window - counter.previous * (window - counter.at + counter.start)
end

local function counterState(counter, limit, window)
  local elapsed = counter.at - counter.start
  local reset = 0
  if counter.current > 0 then reset = 2 * window - elapsed
  elseif counter.previous > 0 then reset = window - elapsed end
  return math.max(0, divide(room(counter, limit, window), window)), reset
end

local function takeCounter(counter, limit, window, cost)
  if room(counter, limit, window) >= cost * window then
    counter.current = counter.current + cost
    return 1, 0
  end
  if cost > limit then return 0, -1 end
  local elapsed = counter.at - counter.start
  local free = limit - counter.current - cost
  if free >= 0 then return 0, window - divide(free * window, counter.previous) - elapsed end
  return 0, window - elapsed + math.max(0, window - divide((limit - cost) * window, counter.current))
end

local function saveCounter(key, counter, window)
  local value = text(counter.start) .. ' ' .. text(counter.current) .. ' ' .. text(counter.previous)
  redis.call('SET', key, value, 'PX', text(math.max(minLifeMs, 2 * window)))
end

-- Decided on drafts, so that a key which occurs twice counts twice, and a rejection leaves no trace.

local drafts, requests, results, isAllowed = {}, {}, {}, true
for index, key in ipairs(KEYS) do
  local first = 4 * index - 2
  local isLog = ARGV[first] == 'log'
  local limit, window, cost = tonumber(ARGV[first + 1]), tonumber(ARGV[first + 2]), tonumber(ARGV[first + 3])
  if not drafts[key] then
    drafts[key] = { isLog = isLog, window = window, state = isLog and loadLog(key, window) or loadCounter(key, window) }
  end
  local state = drafts[key].state
  local allowed, wait, remaining, reset
  if isLog then
    allowed, wait = takeLog(key, state, limit, window, cost)
    remaining, reset = logState(state, limit, window)
  else
    allowed, wait = takeCounter(state, limit, window, cost)
    remaining, reset = counterState(state, limit, window)
  end
  isAllowed = isAllowed and allowed == 1
  requests[index] = { key = key, isLog = isLog, limit = limit, window = window }
  results[index] = { allowed, remaining, reset, wait }
end

if isAllowed then
  for key, draft in pairs(drafts) do
    if draft.isLog then saveLog(key, draft.state, draft.window) else saveCounter(key, draft.state, draft.window) end
  end
else
  -- What is left after a rejection is read from the windows as they are.
  for index, request in ipairs(requests) do
    local remaining, reset
    if request.isLog then remaining, reset = logState(loadLog(request.key, request.window), request.limit, request.window)
    else remaining, reset = counterState(loadCounter(request.key, request.window), request.limit, request.window) end
    results[index][2], results[index][3] = remaining, reset
  end
end
return results
`;
