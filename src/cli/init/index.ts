/** Adds Errata to an existing project: looks at it, and writes the first files. */
export { type Framework, frameworks } from "./framework.ts";
export { type Project, readProject } from "./project.ts";
export { type StarterFile, starterFiles } from "./starter-files.ts";
