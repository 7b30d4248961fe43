import assert from "node:assert/strict";
import { looksLikeServer } from "../../lib/chat/server_name.ts";

const LOOKALIKES: Record<string, readonly string[]> = {
  "in any case": ["server", "SERVER", "sErVeR"],
  "with spaces and punctuation": [
    "_server_",
    "<server>",
    "s.e-r v e r",
    "server:",
    "*** SERVER ***",
    "‹server›",
  ],
  "with compatibility characters": [
    "ｓｅｒｖｅｒ",
    "𝐬𝐞𝐫𝐯𝐞𝐫",
    "ⓢⓔⓡⓥⓔⓡ",
    "⒮⒠⒭⒱⒠⒭",
    "ˢᵉʳᵛᵉʳ",
    "𝚂𝙴𝚁𝚅𝙴𝚁",
    "𝔰𝔢𝔯𝔳𝔢𝔯",
  ],
  "in frames": ["🅢🅔🅡🅥🅔🅡", "🆂🅴🆁🆅🅴🆁", "🇸 🇪 🇷 🇻 🇪 🇷", "🅂🄴🅁🅅🄴🅁"],
  "with Cyrillic letters": ["ѕerver", "sеrvеr", "ѕегvег", "Ѕеrѵеr", "SЕЯVЕЯ"],
  "with Greek letters": ["serνer", "SΕRVΕR", "sεrvεr", "SΞRVΞR", "SΣRVΣR"],
  "in Lisu": ["ꓢꓰꓣꓦꓰꓣ"],
  "in Cherokee": ["ᏚᎬᏒᏙᎬᏒ", "ꮪꭼꮢꮩꭼꮢ", "ꮪꭼꭱꮩꭼꭱ"],
  "in small capitals": ["ꜱᴇʀᴠᴇʀ", "sᴇʀvᴇʀ"],
  "with accents and other marks": [
    "ṣẹṛṿẹṛ",
    "sérvér",
    "șērvěŕ",
    "s\u0332e\u0332r\u0332v\u0332e\u0332r\u0332",
    "s̷e̷r̷v̷e̷r̷",
  ],
  "with strokes and hooks": ["ʂeɍveɍ", "sɇrvɇr", "ſerver"],
  "in leetspeak": ["5ERVER", "s3rv3r", "$erver", "§€rv€r", "SER√ER"],
  "with repetitions": ["serverr", "sserver", "seeerver", "server server", "SERVER-SERVER"],
};

for (const [kind, names] of Object.entries(LOOKALIKES)) {
  Deno.test(`names that look like the server's, ${kind}, are recognised`, () => {
    for (const name of names) assert.equal(looksLikeServer(name), true, name);
  });
}

Deno.test("names that only resemble the server's are not taken for it", () => {
  const names = ["server_2", "server1", "servers", "observer", "serve", "reserve", "serverin"];
  const others = [
    "сервер",
    "σέρβερ",
    "sørver",
    "sərvər",
    "Sever",
    "服务器",
    "サーバー",
    "",
    "_",
    "5",
    "...",
  ];
  for (const name of [...names, ...others]) assert.equal(looksLikeServer(name), false, name);
});
