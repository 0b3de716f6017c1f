/** The parts of the server that adapters build on. Not exported by the package. */
export * from "./index.ts";
