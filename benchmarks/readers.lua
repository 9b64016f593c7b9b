-- Readers of pages: ask for them packed, and print the percentiles and the bytes as one line of JSON.
-- Without arguments all read the page of the command. `-- FILE` names paths, one a line, to read in turn;
-- `-- FILE fresh` also gives each request an address that nobody asked for before.
wrk.headers["Accept-Encoding"] = "gzip"

local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(args)
  if not args[1] then return end
  local paths, count, fresh = {}, 0, args[2] == "fresh"
  for line in io.lines(args[1]) do paths[#paths + 1] = line end
  local start = number * math.floor(#paths / 2)
  request = function()
    count = count + 1
    local path = paths[(start + count) % #paths + 1]
    if fresh then path = path .. (path:find("?", 1, true) and "&" or "?") .. "reader=" .. number .. "-" .. count end
    return wrk.format("GET", path)
  end
end

done = function(summary, latency, requests)
  local errors = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format(
    '{"requests": %d, "seconds": %.2f, "p50_ms": %.1f, "p95_ms": %.1f, "p99_ms": %.1f, "errors": %d, "not_200": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(95) / 1e3,
    latency:percentile(99) / 1e3, errors, summary.errors.status))
end
