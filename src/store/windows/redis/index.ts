/** Counts requests in Redis, for limits that are exact across several processes. */
export { type RedisWindows, type RedisWindowsOptions, redisWindows } from "./redis-windows.ts";
