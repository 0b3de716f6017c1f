import type { Sql } from "errata/store";
import { z } from "zod";
import { isoTime, Time } from "../../shared/http/index.ts";
import { pdf } from "../contract.ts";

/** A row of the designs. */
export interface Design {
  readonly id: string;
  readonly external_id: string | null;
  readonly name: string;
  /** Newest version, from 1. */
  readonly version: number;
  readonly created_at: number;
  readonly updated_at: number;
}

/** One version of a design. Page description and schema are JSON. */
export interface DesignVersion extends Design {
  readonly page: string;
  readonly variables: string;
}

/**
 * Finds a design of a workspace.
 *
 * @param version @default the newest
 * @throws DESIGN_NOT_FOUND
 */
export async function findDesign(
  sql: Sql,
  workspaceId: string,
  designId: string,
  version?: number,
): Promise<DesignVersion> {
  const [design] = await sql<DesignVersion>`
    SELECT designs.id, external_id, name, versions.version, designs.created_at, updated_at, page, variables
    FROM pdf_designs designs JOIN pdf_design_versions versions ON versions.design_id = designs.id
    WHERE designs.id = ${designId} AND workspace_id = ${workspaceId}
      AND (versions.version = ${version ?? 0} OR (${version ?? 0} = 0 AND versions.version = designs.version))`;
  if (design === undefined) throw pdf.error.DESIGN_NOT_FOUND();
  return design;
}

/** A design as lists return it. */
export const DesignSummary = z
  .object({
    id: z.string().describe("Id of the design."),
    externalId: z.string().nullable().describe("Id of the design in your system."),
    name: z.string().describe("Name of the design."),
    version: z.int().min(1).describe("Newest version."),
    createdAt: Time.describe("When the design was created."),
    updatedAt: Time.describe("When the newest version was created."),
  })
  .meta({ title: "DesignSummary" });

/** A design as lists return it. */
export type DesignSummary = z.output<typeof DesignSummary>;

/** A design as the API returns it. */
export const DesignView = DesignSummary.extend({
  version: z.int().min(1).describe("The version that `page` and `variables` belong to."),
  page: z.record(z.string(), z.unknown()).describe("The page description."),
  variables: z.record(z.string(), z.unknown()).describe("JSON Schema of the variables."),
}).meta({ title: "Design" });

/** A design as the API returns it. */
export type DesignView = z.output<typeof DesignView>;

/** Renders a design as lists return it. */
export function summariseDesign({ id, external_id, name, version, created_at, updated_at }: Design): DesignSummary {
  return {
    id,
    externalId: external_id,
    name,
    version,
    createdAt: isoTime(created_at),
    updatedAt: isoTime(updated_at),
  };
}

/** Renders a design as the API returns it. */
export function viewDesign(design: DesignVersion): DesignView {
  return { ...summariseDesign(design), page: JSON.parse(design.page), variables: JSON.parse(design.variables) };
}
