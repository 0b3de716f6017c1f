/** Builds small, real files of each type for tests. Not part of the package. */
export { sampleDicom, sampleDoc, sampleDocx, samplePdf, sampleZip } from "./sample-files.ts";
