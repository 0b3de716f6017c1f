import type { Store } from "errata/store";
import type { SharedPlace } from "./shared-place.ts";

/** File with the id of a place, and name of the row with the id of the place of a database. */
const idFile = "files-id";

/**
 * Connects a database with the place of its files: the first node records the place, and every other node has to have the
 * same one. Otherwise this node would not find the files of others, and would store files that they do not find. The caller
 * holds a lock that the nodes share.
 *
 * @throws Error that says how to share the files
 */
export async function joinFiles({ sql }: Store, place: SharedPlace): Promise<void> {
  const [row] = await sql<{ id: string }>`SELECT id FROM files_location WHERE name = ${idFile}`;
  const found = (await place.read(idFile))?.trim();
  if (row !== undefined) {
    if (found !== row.id) throw new Error(explain(place, row.id, found));
    return;
  }
  const id = found ?? crypto.randomUUID();
  if (found === undefined) await place.create(idFile, `${id}\n`);
  await sql`INSERT INTO files_location (name, id) VALUES (${idFile}, ${id})`;
}

function explain({ about }: SharedPlace, expected: string, found: string | undefined): string {
  const received = found === undefined ? "no file files-id" : `the id ${found.slice(0, 80)}`;
  return (
    "Nodes that share a database have to share its files, too. The files of this database have the id " +
    `${expected}; ${about} has ${received}. Set ERRATA_S3 to the bucket of the other nodes, or ERRATA_DATA to the ` +
    "same folder. If the files were moved, move files-id with them. If they are lost for good: DELETE FROM files_location"
  );
}
