-- ARGV: id. Deletes all of a job, and lets no process put it there again.
forget(ARGV[1])
redis.call('SET', key(ARGV[1], 'gone'), '1', 'PX', 600000)
