/** Derives from a contract the metadata that the client needs at run time. */

export { contractMetadata } from "./contract-metadata.ts";
export { withBodyMaps } from "./with-body-maps.ts";
