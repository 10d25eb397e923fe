#!/bin/sh
# Makes what Asterisk's sound packages lack, in Usher's words, by text-to-speech (Debian: espeak-ng, sox): 8 kHz mono WAV, which Asterisk
# plays to any codec.
#
#     make-sounds.sh DIRECTORY [LANGUAGE ...]      for example /usr/share/asterisk/sounds, where the languages' directories are
#
# writes DIRECTORY/<language>/usher/<name>.wav, for en, de and fr unless told, and DIRECTORY/<language>/digits/0.wav to 9.wav, which Asterisk's
# packages have for some languages and not for others. A file that is there already is left alone: put your own recordings in its place
# and they stay. It runs on the Asterisk host, or anywhere and the files are copied there.
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

say() { # language, name with its directory, text
    file=$out/$1/$2.wav
    # a recording of one's own may be of any of Asterisk's formats
    for own in "$out/$1/$2".*; do
        case $own in
        *.tmp.wav | *.new.wav | *".*") ;;
        *) return ;;
        esac
    done
    espeak-ng -v "$1" -s 150 -w "$file.tmp.wav" "$3"
    sox "$file.tmp.wav" -c 1 -b 16 "$file.new.wav" rate 8000 norm -3
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

clock() { # language, hour, minute: a time of the day
    minute=$3
    [ "$minute" = 00 ] && minute=
    case $1-$2-$3 in
    en-0-00) echo "midnight" ;;
    en-12-00) echo "noon" ;;
    en-*) echo "$((($2 + 11) % 12 + 1)) $minute $([ "$2" -lt 12 ] && echo "a m" || echo "p m")" ;;
    de-1-*) echo "ein Uhr $minute" ;;
    de-*) echo "$2 Uhr $minute" ;;
    fr-0-00) echo "minuit" ;;
    fr-12-00) echo "midi" ;;
    fr-1-*) echo "une heure $minute" ;;
    fr-*) echo "$2 heures $minute" ;;
    esac
}

for language in "$@"; do
    mkdir -p "$out/$language/usher" "$out/$language/digits"
    case $language in
    en) digits="zero one two three four five six seven eight nine"
        greeting="Welcome. You are in line and will be served in turn."; comfort="Thank you for waiting. You keep your place in line."
        offer="Press 1 to keep your place and be called back."
        number="Your number is:"
        confirm="To be called back at this number, press 1. To enter another, press 2. To go on waiting, press star."
        enter="Please enter the number at which we are to call you, then press hash. To go on waiting, press star."
        confirmed="You keep your place in line. We will call you back when it is your turn. Good bye."
        not_allowed="We cannot call this number."
        pending="A call to this number is promised already. You are waiting in line."
        later="A call back is not possible now. You keep your place in line."
        chat="Press 2 to go on in a chat on our web page, at the same place in line."
        code="Please stay on the line, open our chat page and enter this code:"
        sent="We have sent you a link to the chat. Please stay on the line until the chat is open. If no link comes, press 2 again."
        again="Once more:"
        no_chat="A chat is not possible now. You keep your place in line."
        begun="You go on in the chat, at your place in line. Good bye."
        ask="How satisfied were you with this talk? Press a key from 1, not at all, to 5, very."
        thanks="Thank you."
        in_turn="To be called as soon as it is your turn, press 1."; for_a_call="For a call"; press="Press"
        today="today"; tomorrow="tomorrow"; between="between"; and="and"
        days="on Monday|on Tuesday|on Wednesday|on Thursday|on Friday|on Saturday|on Sunday"
        stay="To go on waiting, press star."
        promised="We will call you"; bye="Good bye."; gone="That time is not free any more."
        ;;
    de) digits="null eins zwei drei vier fünf sechs sieben acht neun"
        greeting="Willkommen. Sie stehen in der Reihe und werden nacheinander bedient."; comfort="Danke für Ihre Geduld. Sie behalten Ihren Platz."
        offer="Drücken Sie die 1, um Ihren Platz zu behalten und zurückgerufen zu werden."
        number="Ihre Nummer ist:"
        confirm="Um unter dieser Nummer zurückgerufen zu werden, drücken Sie die 1. Für eine andere drücken Sie die 2. Um weiter zu warten, drücken Sie Stern."
        enter="Bitte geben Sie die Nummer ein, unter der wir Sie anrufen sollen, und dann die Rautetaste. Um weiter zu warten, drücken Sie Stern."
        confirmed="Sie behalten Ihren Platz. Wir rufen Sie zurück, wenn Sie an der Reihe sind. Auf Wiederhören."
        not_allowed="Diese Nummer können wir nicht anrufen."
        pending="Ein Anruf unter dieser Nummer ist schon zugesagt. Sie warten in der Reihe."
        later="Ein Rückruf ist gerade nicht möglich. Sie behalten Ihren Platz."
        chat="Drücken Sie die 2, um an Ihrem Platz in einem Chat auf unserer Internetseite weiterzumachen."
        code="Bitte bleiben Sie am Telefon, öffnen Sie unsere Chatseite und geben Sie diesen Code ein:"
        sent="Wir haben Ihnen einen Link zum Chat geschickt. Bitte bleiben Sie am Telefon, bis der Chat offen ist. Wenn kein Link kommt, drücken Sie noch einmal die 2."
        again="Noch einmal:"
        no_chat="Ein Chat ist gerade nicht möglich. Sie behalten Ihren Platz."
        begun="Es geht im Chat weiter, an Ihrem Platz. Auf Wiederhören."
        ask="Wie zufrieden waren Sie mit diesem Gespräch? Drücken Sie eine Taste von 1, gar nicht, bis 5, sehr."
        thanks="Vielen Dank."
        in_turn="Um angerufen zu werden, sobald Sie an der Reihe sind, drücken Sie die 1."; for_a_call="Für einen Anruf"; press="drücken Sie die"
        today="heute"; tomorrow="morgen"; between="zwischen"; and="und"
        days="am Montag|am Dienstag|am Mittwoch|am Donnerstag|am Freitag|am Samstag|am Sonntag"
        stay="Um weiter zu warten, drücken Sie Stern."
        promised="Wir rufen Sie an,"; bye="Auf Wiederhören."; gone="Diese Zeit ist nicht mehr frei."
        ;;
    fr) digits="zéro un deux trois quatre cinq six sept huit neuf"
        greeting="Bienvenue. Vous êtes dans la file et serez servi à votre tour."; comfort="Merci de patienter. Vous gardez votre place."
        offer="Appuyez sur 1 pour garder votre place et être rappelé."
        number="Votre numéro est :"
        confirm="Pour être rappelé à ce numéro, appuyez sur 1. Pour un autre numéro, appuyez sur 2. Pour continuer à patienter, appuyez sur étoile."
        enter="Composez le numéro auquel nous devons vous rappeler, puis dièse. Pour continuer à patienter, appuyez sur étoile."
        confirmed="Vous gardez votre place. Nous vous rappellerons quand ce sera votre tour. Au revoir."
        not_allowed="Nous ne pouvons pas appeler ce numéro."
        pending="Un appel à ce numéro est déjà promis. Vous attendez dans la file."
        later="Un rappel n'est pas possible maintenant. Vous gardez votre place."
        chat="Appuyez sur 2 pour continuer par messagerie sur notre site, à la même place."
        code="Restez en ligne, ouvrez notre page de messagerie et entrez ce code :"
        sent="Nous vous avons envoyé un lien vers la messagerie. Restez en ligne jusqu'à ce qu'elle soit ouverte. Si aucun lien n'arrive, appuyez encore sur 2."
        again="Je répète :"
        no_chat="La messagerie n'est pas possible maintenant. Vous gardez votre place."
        begun="Vous continuez par messagerie, à votre place. Au revoir."
        ask="Êtes-vous satisfait de cet entretien ? Appuyez sur une touche de 1, pas du tout, à 5, tout à fait."
        thanks="Merci beaucoup."
        in_turn="Pour être appelé dès que ce sera votre tour, appuyez sur 1."; for_a_call="Pour un appel"; press="appuyez sur"
        today="aujourd'hui"; tomorrow="demain"; between="entre"; and="et"
        days="lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
        stay="Pour continuer à patienter, appuyez sur étoile."
        promised="Nous vous appellerons"; bye="Au revoir."; gone="Cette heure n'est plus libre."
        ;;
    esac
    digit=0
    for word in $digits; do # a telephone number, the code of a chat
        say $language digits/$digit "$word"
        digit=$((digit + 1))
    done
    say $language usher/greeting "$greeting"
    say $language usher/comfort "$comfort"
    # what a caller hears who asks to be called back by a key
    say $language usher/callback-offer "$offer"
    say $language usher/callback-number "$number"
    say $language usher/callback-confirm "$confirm"
    say $language usher/callback-enter "$enter"
    say $language usher/callback-confirmed "$confirmed"
    say $language usher/callback-not-allowed "$not_allowed"
    say $language usher/callback-pending "$pending"
    say $language usher/callback-later "$later"
    # or chooses one of three windows: org.usher.server.callback.WindowSounds
    say $language usher/callback-press-now "$in_turn"
    say $language usher/callback-for "$for_a_call"
    for key in 2 3 4; do
        say $language usher/callback-press-$key "$press $key."
    done
    say $language usher/callback-stay "$stay"
    say $language usher/callback-today "$today"
    say $language usher/callback-tomorrow "$tomorrow"
    for day in 1 2 3 4 5 6 7; do
        say $language usher/callback-day-$day "$(echo "$days" | cut -d '|' -f $day)"
    done
    say $language usher/callback-between "$between"
    say $language usher/callback-and "$and"
    for hour in 00 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22 23; do
        for minute in 00 15 30 45; do
            say $language usher/time-$hour$minute "$(clock $language ${hour#0} $minute)"
        done
    done
    say $language usher/callback-promised "$promised"
    say $language usher/callback-bye "$bye"
    say $language usher/callback-window-gone "$gone"
    # and who goes on in a chat
    say $language usher/chat-offer "$chat"
    say $language usher/chat-code "$code"
    say $language usher/chat-link-sent "$sent"
    say $language usher/chat-again "$again"
    say $language usher/chat-later "$no_chat"
    say $language usher/chat-begun "$begun"
    # after the talk
    say $language usher/survey-ask "$ask"
    say $language usher/survey-thanks "$thanks"
    say $language usher/wait-less-1 "$(phrase $language less 1)"
    # the minutes that are ever said: org.usher.server.caller.SpokenWait
    for from in 1 2 3 4 5 7 10 15; do
        say $language "usher/wait-more-$from" "$(phrase $language more $from)"
        say $language "usher/wait-about-$from" "$(phrase $language about $from)"
        for to in 2 3 4 5 7 10 15; do
            if [ "$to" -gt "$from" ]; then
                say $language "usher/wait-$from-$to" "$(phrase $language range $from $to)"
            fi
        done
    done
done
