-- ARGV: id. Deletes all of a job. A mark keeps the process that runs it from adding it again.
forget(ARGV[1])
redis.call('SET', key(ARGV[1], 'gone'), '1', 'PX', 600000)
