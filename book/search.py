"""Search in Korean: a noun is found with any particle after it.

Sphinx splits text at spaces, so 커널은, 커널을 and 커널의 would be three
words, and a search for 커널 would find none of them. Here the particles go,
in the index and (the same rule, in the page's script) in the query.
"""
import json

from sphinx.search import SearchLanguage

PARTICLES = sorted(
    """은 는 이 가 을 를 의 에 와 과 도 로 만 으로 에서 에게 까지 부터 처럼 보다
    마다 이다 에는 에도 로는 로도 와는 과는 이나 이란 라는 라고 으로는 에서는
    에서도 이라는 이라고 까지는 부터는 으로도""".split(),
    key=lambda particle: (-len(particle), particle))

_SCRIPT = """
var Stemmer = function () {
  var particles = %s;
  this.stemWord = function (word) {
    for (const particle of particles)
      if (word.endsWith(particle) && word.length >= particle.length + 2)
        return word.slice(0, -particle.length);
    return word;
  };
};
"""


class SearchKorean(SearchLanguage):
    """Sphinx's search for Korean pages."""

    lang = "ko"
    language_name = "Korean"
    js_stemmer_code = _SCRIPT % json.dumps(PARTICLES, ensure_ascii=False)

    def stem(self, word):
        """The word in small letters, without its particle."""
        word = word.lower()
        for particle in PARTICLES:
            if word.endswith(particle) and len(word) >= len(particle) + 2:
                return word[:-len(particle)]
        return word
