import type { Sql } from "errata/store";
import { isoTime } from "../../shared/http/index.ts";
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
export interface DesignSummary {
  readonly id: string;
  readonly externalId: string | null;
  readonly name: string;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** A design as the API returns it. */
export interface DesignView extends DesignSummary {
  readonly page: unknown;
  readonly variables: unknown;
}

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
