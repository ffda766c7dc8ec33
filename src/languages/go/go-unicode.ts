/** Categories of Unicode and scripts with one word, in the form that Go compares: `Greek`, `Lu`. */
const CLASSES: ReadonlySet<string> = new Set(
  (
    'Any Assigned Ascii Lc C Cc Cf Cn Co Cs L Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps S Sc Sk Sm ' +
    'So Z Zl Zp Zs Casedletter Closepunctuation Combiningmark Connectorpunctuation Control Currencysymbol ' +
    'Dashpunctuation Decimalnumber Enclosingmark Finalpunctuation Format Initialpunctuation Letter Letternumber ' +
    'Lineseparator Lowercaseletter Mark Mathsymbol Modifierletter Modifiersymbol Nonspacingmark Number ' +
    'Openpunctuation Other Otherletter Othernumber Otherpunctuation Othersymbol Paragraphseparator Privateuse ' +
    'Punctuation Separator Spaceseparator Spacingmark Surrogate Symbol Titlecaseletter Unassigned Uppercaseletter ' +
    'Cntrl Digit Punct Adlam Ahom Arabic Armenian Avestan Balinese Bamum Batak Bengali Bhaiksuki Bopomofo Brahmi ' +
    'Braille Buginese Buhid Carian Chakma Cham Cherokee Chorasmian Common Coptic Cuneiform Cypriot Cyrillic Deseret ' +
    'Devanagari Dogra Duployan Elbasan Elymaic Ethiopic Georgian Glagolitic Gothic Grantha Greek Gujarati Gurmukhi ' +
    'Han Hangul Hanunoo Hatran Hebrew Hiragana Inherited Javanese Kaithi Kannada Katakana Kawi Kharoshthi Khmer ' +
    'Khojki Khudawadi Lao Latin Lepcha Limbu Lisu Lycian Lydian Mahajani Makasar Malayalam Mandaic Manichaean Marchen ' +
    'Medefaidrin Miao Modi Mongolian Mro Multani Myanmar Nabataean Nandinagari Newa Nko Nushu Ogham Oriya Osage ' +
    'Osmanya Palmyrene Phoenician Rejang Runic Samaritan Saurashtra Sharada Shavian Siddham Sinhala Sogdian Soyombo ' +
    'Sundanese Syriac Tagalog Tagbanwa Takri Tamil Tangsa Tangut Telugu Thaana Thai Tibetan Tifinagh Tirhuta Toto ' +
    'Ugaritic Vai Vithkuqi Wancho Yezidi Yi'
  ).split(' '),
);

/**
 * Whether Go 1.26 knows the class `\p{name}`. Its names are those of Unicode 15.0 without blanks, `_` and `-`, in any
 * case; scripts of several words, such as `Old_Italic`, are out of its reach.
 */
export function isUnicodeClass(name: string): boolean {
  const letters = name.replace(/[ _-]/g, '');
  return CLASSES.has(
    letters.charAt(0).toUpperCase() + letters.slice(1).replace(/[A-Z]/g, (letter) => letter.toLowerCase()),
  );
}
