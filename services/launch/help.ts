/** What `npm start -- --help` prints. */
export const help = `Serves the example APIs on one port, with demo tenants.

Usage: npm start [-- --help]

Environment:
  PORT             port to listen on (default 4000; 0 for any free one)
  ERRATA_DATA      folder of the embedded store, the uploaded files and demo.json (default .errata)
  ERRATA_POSTGRES  address of a PostgreSQL database, used instead of the embedded store
  LOG_LEVEL        fatal, error, warn, info or debug (default info)
`;
