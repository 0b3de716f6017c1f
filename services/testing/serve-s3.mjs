import S3rver from "s3rver";

const [port, directory] = process.argv.slice(2);
const configureBuckets = [{ name: "documents", configs: [] }];
const options = {
  address: "127.0.0.1",
  port: Number(port),
  silent: true,
  directory,
  vhostBuckets: false,
  configureBuckets,
};
await new S3rver(options).run();
