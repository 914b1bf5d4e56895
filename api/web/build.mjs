// Bundles scripts and styles into dist/ under names that carry their content's hash, with a manifest and gzip copies.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const dist = path.join(here, "dist");
// Built beside its place and moved into it, so that a running service never finds half of it.
const fresh = path.join(here, "dist.new");
rmSync(fresh, { recursive: true, force: true });
mkdirSync(fresh, { recursive: true });

const entries = ["page", "call", "theme", "upload", "reviews", "explore", "docs"].map((name) => `src/${name}.ts`);
const result = await build({
  absWorkingDir: here,
  entryPoints: [...entries, "src/style.css", "src/docs.css"],
  outdir: fresh,
  bundle: true,
  splitting: true,
  format: "esm",
  minify: true,
  target: ["chrome123", "firefox121", "safari17.5"],
  entryNames: "[name]-[hash]",
  chunkNames: "chunk-[hash]",
  metafile: true,
  legalComments: "eof",
  logLevel: "warning",
});

const names = {};
for (const [output, facts] of Object.entries(result.metafile.outputs)) {
  if (facts.entryPoint) names[path.basename(facts.entryPoint).replace(/\.ts$/, ".js")] = path.basename(output);
}
const icon = readFileSync(path.join(here, "src", "favicon.svg"));
names["favicon.svg"] = `favicon-${createHash("sha256").update(icon).digest("hex").slice(0, 8).toUpperCase()}.svg`;
writeFileSync(path.join(fresh, names["favicon.svg"]), icon);

const files = readdirSync(fresh).sort();
for (const file of files) {
  const content = readFileSync(path.join(fresh, file));
  writeFileSync(path.join(fresh, `${file}.gz`), gzipSync(content, { level: 9 }));
}
writeFileSync(path.join(fresh, "manifest.json"), `${JSON.stringify({ names, files }, null, 2)}\n`);
rmSync(dist, { recursive: true, force: true });
renameSync(fresh, dist);

const kilobytes = (file) => (statSync(path.join(dist, file)).size / 1000).toFixed(1).padStart(7);
for (const file of files) console.log(`${kilobytes(file)} kB ${kilobytes(`${file}.gz`)} kB gzip  ${file}`);
