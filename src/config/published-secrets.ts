/**
 * Fingerprints (see `secret-strength.ts`) of secrets that look random but are in documentation, tutorials and published
 * lists of JWT secrets. Those that do not look random need no entry.
 */
export const publishedSecrets: ReadonlySet<string> = new Set(
  `
    0v0cy39r3M7 1dJqPwwYBBw 2wSFLfzq0IO 3w6dHTqWdgK 4fS1x7_ix3I 4gCkuEiGzC5 4jExXTnRkL5 4jXx0PSKWUL
    6nrp7G2Jn_T 7dlfJAjn585 7oS1Y9va9bz 7unXPtTuOCB 9KIGislz73P CGz-f1Np3Zo G5cSCSC8i22 GuSdt_h9FHt
    Ho9LPwd-d_A IBo7L7fQyhM ITCW0HgMV4h IV3Zq5Jygt8 IY2jAOtkXxH LLCpHktsd4Q LQj4y_IQ5nG MjhLsVH9agZ
    Mv0bBAVy37R NGNJk0xZQ7U NNkjPhy7AxY NWuDydezR_d S16NpaTHZ9E ShffDrPqhQg TQ-N7EUV0Hp Tolz2NeNRPG
    UAsZofueuHY WtqRwT9UyIB aaxydtvdpyJ asaY7M4NXd8 azcH45fygwf b8hzV9wFydg bTIcrCfKxSW c-x0RYBZxwy
    cJPfI5Qm87_ cT2xkQrHN9s cuk_FAs-Agt dJqppOKbc-m eDyPN2JUVYT hHCOAF-QslN icQcJp5r2Pc jQTZmCx556K
    m0m2UqUMNGo mc2znxcHWvb meP4_6PE97g o3Pnay6ocKM odAAz0Q4DsD poshlxoz8id qJnGnic157q qaz1VaF7G2g
    qmwcSA2K_qg qrWN1uRpclA refv1SuKr19 sqeJNLHZWJE urTDCcux1Tb v3lRQluZpe6 wu913KXRSIc x9h0oX3ZR5L
    xKJ-Qsosa2C xLV03_aUwUu xRgq_lT2HTr y4eZKE4IZrN yOzJNhoF4oX yW7Dzv2kumZ zRPyzpOeiwv zer5N4EzGhe
  `
    .trim()
    .split(/\s+/),
);
