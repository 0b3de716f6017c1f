import { h3Boundary } from "errata/h3";
import { definePlugin } from "nitro";
import { shopBoundary } from "../shop.ts";

export default definePlugin(({ h3 }) => {
  if (h3 !== undefined) h3Boundary(h3, shopBoundary);
});
