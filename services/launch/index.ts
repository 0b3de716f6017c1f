/** Runs the APIs in one process: reads the options, opens the data, serves them on one port and prints how to try them. */

export { accessLog } from "./access-log.ts";
export { banner } from "./banner.ts";
export { type ApiDemo, type DemoEntry, type DemoFile, readCredentials, writeDemoFile } from "./demo-file.ts";
export { documentation, isLocalName } from "./documentation.tsx";
export { type Health, type HealthChecks, openHealth } from "./health.ts";
export { type Listening, listen } from "./listen.ts";
export { type Metrics, openMetrics } from "./metrics.ts";
export type { RequestObserver } from "./observe-requests.ts";
export { onStopSignal } from "./on-stop-signal.ts";
export { type OpenedConsole, openConsole, operatorAccess } from "./open-console.ts";
export { openSharedCounters } from "./open-counters.ts";
export { openData } from "./open-data.ts";
export { openOccurrences } from "./open-occurrences.ts";
export { type Options, readOptions } from "./read-options.ts";
export { rootApp } from "./root-app.ts";
export { demoMigrations, readSharedCredentials, writeSharedCredentials } from "./shared-credentials.ts";
export { floodCounter } from "./unauthenticated-floods.ts";
