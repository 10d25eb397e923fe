#!/bin/sh
# Makes what Asterisk's sound packages lack, in Usher's words, by text-to-speech (Debian: espeak-ng, sox): 8 kHz mono WAV, which Asterisk
# plays to any codec.
#
#     make-sounds.sh DIRECTORY [LANGUAGE ...]      for example /usr/share/asterisk/sounds, where the languages' directories are
#
# writes DIRECTORY/<language>/usher/<name>.wav, for en, de and fr unless told. A file that is there already is left alone: put your own
# recordings in its place and they stay. It runs on the Asterisk host, or anywhere and the files are copied there.
set -eu
out=${1:?"usage: make-sounds.sh DIRECTORY [en] [de] [fr]"}
shift
[ $# -gt 0 ] || set -- en de fr
for language in "$@"; do
    case $language in
    en | de | fr) ;;
    *) echo "make-sounds.sh: no words for the language $language; known here: en, de, fr" >&2; exit 1 ;;
    esac
done
command -v espeak-ng > /dev/null || { echo "espeak-ng is not installed" >&2; exit 1; }
command -v sox > /dev/null || { echo "sox is not installed" >&2; exit 1; }

say() { # language, name, text
    file=$out/$1/usher/$2.wav
    # a recording of one's own may be of any of Asterisk's formats
    for own in "$out/$1/usher/$2".*; do
        case $own in
        *.tmp.wav | *.new.wav | *".*") ;;
        *) return ;;
        esac
    done
    espeak-ng -v "$1" -s 150 -w "$file.tmp.wav" "$3"
    sox "$file.tmp.wav" -r 8000 -c 1 -b 16 "$file.new.wav" norm -3
    rm "$file.tmp.wav"
    mv "$file.new.wav" "$file"
}

phrase() { # language, kind, first number, second number
    case $1-$2 in
    en-less) echo "You will be served in less than a minute." ;;
    en-about) [ "$3" = 1 ] && echo "You will be served in about one minute." || echo "You will be served in about $3 minutes." ;;
    en-more) [ "$3" = 1 ] && echo "It will take more than one minute." || echo "It will take more than $3 minutes." ;;
    en-range) echo "You will be served in between $3 and $4 minutes." ;;
    de-less) echo "Sie sind in weniger als einer Minute an der Reihe." ;;
    de-about) [ "$3" = 1 ] && echo "Sie sind in etwa einer Minute an der Reihe." || echo "Sie sind in etwa $3 Minuten an der Reihe." ;;
    de-more) [ "$3" = 1 ] && echo "Es dauert mehr als eine Minute." || echo "Es dauert mehr als $3 Minuten." ;;
    de-range) echo "Sie sind in $3 bis $4 Minuten an der Reihe." ;;
    fr-less) echo "Votre attente sera de moins d'une minute." ;;
    fr-about) [ "$3" = 1 ] && echo "Votre attente sera d'environ une minute." || echo "Votre attente sera d'environ $3 minutes." ;;
    fr-more) [ "$3" = 1 ] && echo "Votre attente sera de plus d'une minute." || echo "Votre attente sera de plus de $3 minutes." ;;
    fr-range) echo "Votre attente sera de $3 à $4 minutes." ;;
    esac
}

for language in "$@"; do
    mkdir -p "$out/$language/usher"
    case $language in
    en) greeting="Welcome. You are in line and will be served in turn."; comfort="Thank you for waiting. You keep your place in line." ;;
    de) greeting="Willkommen. Sie stehen in der Reihe und werden nacheinander bedient."; comfort="Danke für Ihre Geduld. Sie behalten Ihren Platz." ;;
    fr) greeting="Bienvenue. Vous êtes dans la file et serez servi à votre tour."; comfort="Merci de patienter. Vous gardez votre place." ;;
    esac
    say $language greeting "$greeting"
    say $language comfort "$comfort"
    say $language wait-less-1 "$(phrase $language less 1)"
    # the minutes that are ever said: org.usher.server.caller.SpokenWait
    for from in 1 2 3 4 5 7 10 15; do
        say $language "wait-more-$from" "$(phrase $language more $from)"
        say $language "wait-about-$from" "$(phrase $language about $from)"
        for to in 2 3 4 5 7 10 15; do
            if [ "$to" -gt "$from" ]; then
                say $language "wait-$from-$to" "$(phrase $language range $from $to)"
            fi
        done
    done
done
