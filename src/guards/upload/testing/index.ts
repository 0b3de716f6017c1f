/** Makes small real files of each type, byte by byte, for tests; never part of the package. */
export { sampleDicom, sampleDoc, sampleDocx, samplePdf, sampleZip } from "./sample-files.ts";
