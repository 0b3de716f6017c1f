/** Writes every error that leaves a boundary to a pino log: one line each, nothing secret. */
export { pinoRecorder } from "./pino-recorder.ts";
