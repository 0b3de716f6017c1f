import { fragment } from "errata/store";
import { z } from "zod";
import { Id, inPage, isoTime, type Page, Time, toPage } from "../../shared/http/index.ts";
import type { Backend } from "../backend.ts";
import { ListQuery } from "../http.ts";

/** An instance of a study as the API returns it. */
export const InstanceView = z
  .object({
    instanceUid: z.string().describe("SOP Instance UID (0008,0018)."),
    seriesUid: z.string().describe("Series Instance UID (0020,000E)."),
    bytes: z.int().min(1).describe("Length of the file in bytes."),
    sha256: z.string().describe("SHA-256 of the file, hexadecimal."),
    createdAt: Time.describe("When the instance was uploaded."),
  })
  .meta({ title: "Instance" });

/** Query of `GET /v1/customers/{customerId}/studies/{studyUid}/instances`. */
export const InstanceQuery = ListQuery.extend({
  seriesUid: Id.optional().describe("Lists only instances of this series."),
});

interface Instance {
  readonly id: string;
  readonly instance_uid: string;
  readonly series_uid: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly created_at: number;
}

/** Lists the instances of a study, newest first. */
export async function listInstances(
  { store }: Backend,
  study: { readonly id: string },
  { limit, seriesUid, ...page }: z.output<typeof InstanceQuery>,
): Promise<Page<z.output<typeof InstanceView>>> {
  const ofSeries = seriesUid === undefined ? fragment`` : fragment`AND series_uid = ${seriesUid}`;
  const rows = await store.sql<Instance>`
    SELECT id, instance_uid, series_uid, bytes, sha256, created_at FROM imaging_instances
    WHERE study_id = ${study.id} ${ofSeries} ${inPage(page)}
    ORDER BY created_at DESC, id DESC LIMIT ${limit + 1}`;
  return toPage(rows, limit, ({ instance_uid: instanceUid, series_uid: seriesUid, bytes, sha256, created_at }) => {
    return { instanceUid, seriesUid, bytes, sha256, createdAt: isoTime(created_at) };
  });
}
