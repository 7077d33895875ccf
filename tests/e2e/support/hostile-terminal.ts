const esc = '\u001b';
const bel = '\u0007';
const end = `${esc}\\`;

/** What a program in a container could write to a terminal in the hope that the terminal does it. */
export const hostileOutput: readonly string[] = [
  // The clipboard, the title, the icon.
  `${esc}]52;c;cHduZWQ=${bel}`,
  `${esc}]52;p;cHduZWQ=${end}`,
  `${esc}]0;pwned${bel}${esc}]1;pwned${bel}${esc}]2;pwned${end}`,
  // Reports that give back what was written before: title, icon, status, answerback, terminfo, palette.
  `${esc}[21t${esc}[20t${esc}[22;0t${esc}[23;0t`,
  `${esc}P$qpwned\r${end}${esc}P$qm${end}${esc}P$q"p${end}`,
  '\u0005',
  `${esc}P+q${Buffer.from('pwned').toString('hex')}${end}`,
  `${esc}]4;1;?${bel}${esc}]10;?${bel}${esc}]11;?${bel}${esc}]12;pwned${bel}`,
  `${esc}[c${esc}[>c${esc}[=c${esc}[5n${esc}[6n${esc}[?6n${esc}[x${esc}[18t${esc}[14t${esc}[?2004$p`,
  // Names of functions, settings and files of other terminals.
  `${esc}P0;1|17/707776e6564${end}`,
  `${esc}]50;pwned${bel}${esc}]1337;File=name=cHduZWQ=;inline=1:cHduZWQ=${bel}${esc}]7;file:///etc/passwd${bel}`,
  `${esc}]777;notify;pwned;pwned${bel}${esc}]9;pwned${bel}`,
  `${esc}_Gf=100,a=T;cHduZWQ=${end}${esc}^pwned${end}${esc}Xpwned${end}`,
  // Sequences without an end, and with more parameters than anybody has.
  `${esc}[${'9;'.repeat(5_000)}m${esc}[${'9'.repeat(5_000)}@${esc}[99999999b${esc}[99999999S`,
  `${esc}]2;${'pwned'.repeat(2_000)}${bel}`,
  // The end of a paste, and modes that change what keys send.
  `${esc}[201~${esc}[?2004l${esc}[?9h${esc}[?9l`,
  `<img src=x onerror=window.pwned=1><script>window.pwned=1</script>\r\n`,
  // Back to a screen that shows what comes next.
  `${esc}c`,
  `${esc}]8;;javascript:window.pwned=1${bel}bad-link${esc}]8;;${bel} `,
  `${esc}]8;;file:///etc/passwd${bel}file-link${esc}]8;;${bel} `,
  `${esc}]8;;data:text/html,pwned${bel}data-link${esc}]8;;${bel} `,
  `${esc}]8;;https://good.example/${bel}good-link${esc}]8;;${bel}\r\n`,
];

/** What may be answered: fixed words and numbers, nothing that was written before, and no end of a line. */
export const harmlessReport =
  // oxlint-disable-next-line no-control-regex
  /^(?:\u001b\[[?>]?[0-9;]*[cnRtx]|\u001b\[\?[0-9;]*\$y|\u001bP[01]\$r[0-9;"mpqr ]*\u001b\\|\u001b\](?:4;\d+|1[012]);rgb:[0-9a-f/]+\u001b\\|\u001b\[[IO])*$/;
