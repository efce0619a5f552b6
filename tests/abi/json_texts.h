/* The payload of the "json" event, and what torture.cpp makes of it and of the "value" event. */
#ifndef TORTURE_JSON_TEXTS_H
#define TORTURE_JSON_TEXTS_H

#define JSON_PAYLOAD                                                                          \
  "{\"text\":\"h\\u00e9llo \\\"q\\\" \\\\ \\/ \\ud83d\\ude00\",\"big\":12345678901234567890," \
  "\"float\":1.50e3,\"negative\":-0,\"list\":[1,[2,[3]],{\"a\":null}],"                       \
  "\"time\":\"2026-11-23T09:44:00.123+01:00\","                                               \
  "\"deep\":{\"a\":{\"b/c\":{\"d~e\":true}}},\"double\":1,\"double\":2}"

#define JSON_VALUE                                                                       \
  "{\"numbers\":{\"big\":12345678901234567890,\"u64\":12345678901234567890,\"i64\":-1,"  \
  "\"float\":1500.0,\"negative\":-0,\"small\":1},\"text\":\"h\303\251llo \\\"q\\\" \\\\" \
  " / \360\237\230\200\",\"pointer\":true,\"null\":null,\"count\":3,\"time\":1795423440" \
  "123000000,\"double\":2,\"names\":\"text big float negative list time deep double dou" \
  "ble \",\"copy\":[1,[2,[3]],{\"a\":null}]}"

#define BUILT_VALUE                                                                      \
  "{\"a\":1,\"b\":2.5,\"c\":true,\"d\":null,\"e\":\"text \\\"q\\\" \\n \\u0001\",\"made" \
  "\":{\"deep\":[1,\"two\",{}]},\"items\":[{\"id\":\"3\",\"seen\":\"3\"},{\"id\":\"10\"" \
  ",\"seen\":\"10\"}],\"parsed\":{\"x\":[1.0,-0,1e5]},\"broken\":\"\357\277\275"         \
  "\357\277\275\",\"same\":true}"

#endif /* TORTURE_JSON_TEXTS_H */
