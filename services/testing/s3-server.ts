/// <reference path="./s3rver.d.ts" />
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import S3rver from "s3rver";

/** An S3 object store with one bucket, implemented by s3rver. */
export interface S3Server {
  readonly host: string;
  readonly port: number;
  /** Returns the bucket's URL with credentials. @param host host and port of a proxy. @default the server's own */
  url(host?: string): string;
  /** Returns the keys of all objects. */
  keys(): Promise<string[]>;
  stop(): Promise<void>;
}

/** Starts an object store. */
export async function startS3(): Promise<S3Server> {
  const directory = await mkdtemp(join(tmpdir(), "errata-s3-"));
  const configureBuckets = [{ name: "documents", configs: [] }];
  const host = "127.0.0.1";
  const server = new S3rver({ address: host, port: 0, silent: true, directory, vhostBuckets: false, configureBuckets });
  const { port } = await server.run();
  return {
    host,
    port,
    url: (through = `${host}:${port}`) => `http://S3RVER:S3RVER@${through}/documents`,
    async keys() {
      const files = await readdir(join(directory, "documents"), { recursive: true });
      return files.flatMap((file) => (file.endsWith("._S3rver_object") ? [file.replace("._S3rver_object", "")] : []));
    },
    async stop() {
      await server.close();
      await rm(directory, { recursive: true });
    },
  };
}
