/** Helpers for the tests of an API: asserts errors, measures which codes the tests raise, and controls time. */
export {
  type CodeCoverage,
  type CoverageOptions,
  clearCoverage,
  expectCoverage,
  formatCoverage,
  readCoverage,
} from "./coverage.ts";
export { type ErrorRecorder, type ErrorRecorderOptions, errorRecorder } from "./error-recorder.ts";
export { expectError } from "./expect-error.ts";
export type {
  CodeOf,
  DetailsOfCode,
  Expectation,
  ExpectedError,
  PartialExpectation,
  ReceivedError,
} from "./expected-error.ts";
export { type FakeClock, type FakeClockOptions, fakeClock } from "./fake-clock.ts";
export type { CompleteResponse, PendingResponse, StreamedResponse } from "./read-response.ts";
