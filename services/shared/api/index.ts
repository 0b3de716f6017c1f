/** Connects an API to the process that runs it: its environment, its demo credentials and its background work. */

export type { Api, Credential, Demo, Try } from "./api.ts";
export { anHourAgo, isGoodKey, mintOnlyKey } from "./demo-keys.ts";
export { joinConsoleData } from "./join-console-data.ts";
export { keyUsageFlusher } from "./key-usage.ts";
export type { ServiceEnvironment } from "./service-environment.ts";
