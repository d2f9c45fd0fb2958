// Draws in-page figures while the site is built: a request a line, an answer
// a line, as JSON. {"name", "options", "language"} → {"html"} or {"error"}.
"use strict";
const fs = require("fs");
const path = require("path");
const readline = require("readline");

const folder = path.join(__dirname, "static", "hand");
require(path.join(folder, "core.js"));
require(path.join(folder, "compute.js"));
for (const file of fs.readdirSync(folder).sort())
  if (!["core.js", "compute.js"].includes(file) &&
      file.endsWith(".js"))
    require(path.join(folder, file));

readline.createInterface({input: process.stdin}).on("line", (line) => {
  let answer;
  try {
    const asked = JSON.parse(line);
    answer = {html: Hand.still(asked.name, asked.options, asked.language)};
  } catch (error) {
    answer = {error: String(error.message)};
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
});
