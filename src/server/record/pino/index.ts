/** Logs the errors that leave a boundary with pino: one line each, without secrets. */
export { pinoRecorder } from "./pino-recorder.ts";
