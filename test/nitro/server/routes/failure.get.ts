import { defineHandler } from "nitro/h3";

export default defineHandler(() => {
  throw new Error("connect ECONNREFUSED 10.0.0.5:5432");
});
