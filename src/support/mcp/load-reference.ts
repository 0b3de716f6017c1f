import { ToolError } from "./tool.ts";

/** Loads the texts of the reference, which need hono. @throws ToolError that names the package to install */
export async function loadReference(): Promise<typeof import("../../reference/index.ts")> {
  try {
    return await import("../../reference/index.ts");
  } catch (cause) {
    throw new ToolError("This tool needs the package hono on the server. Run npm install hono.", { cause });
  }
}
