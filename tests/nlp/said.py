"""Sentences for the tests of the floor: what people who threaten say, and what only sounds like it."""

from __future__ import annotations

#: Said to the reader, or passed on: an alarm.
THREATS = """
Als jij donderdag in die zaal gaat zitten schiet ik je door je kop.
Burgemeester, u gaat dood.
Jij gaat sterven, vieze landverrader.
We maken je dood, jou en je hele familie.
Ik ga jou en je kinderen in brand steken.
Jullie gaan allemaal branden.
Er komt een dag dat ik je keel doorsnijd.
Trek het besluit in of je vrouw is weduwe.
Trek het plan in of je kinderen groeien op zonder vader.
Als u de opvang niet schrapt, dan vloeit er bloed.
Als u niet opstapt dan weten wij uw dochter te vinden.
Stap op of het loopt slecht met je af.
Nog drie dagen en dan lig je onder de grond.
Je ligt binnenkort in een kist.
Je graf is al gegraven.
Bestel je kist maar vast.
Zoek maar vast een mooie steen uit voor op je graf.
U zult de kerst niet halen.
Je haalt oud en nieuw niet, dat beloof ik je.
De volgende kogel is voor jou.
Er ligt een kogel voor je klaar.
Wij hebben een kogel met uw naam erop.
Ik knal je neer als ik je tegenkom.
We zullen je opknopen op de markt.
Je hangt straks aan een lantaarnpaal.
Aan de galg met jou.
Jullie moeten allemaal tegen de muur.
Kankerwijf ik kom je verkrachten.
Ik kom naar je huis en ik neem een jerrycan mee.
Ik weet je te wonen, ik kom met benzine.
Vannacht gaat jullie huis de fik in.
De molotov ligt klaar voor de Kerkstraat 12.
Uw auto gaat de lucht in.
Je huis gaat eraan en jij erbij.
Wij blazen het gemeentehuis op.
Morgen ontploft er iets bij het stadhuis.
Er ligt een bom in het gemeentehuis.
Ik schiet vrijdag die hele raad overhoop.
Jullie hele afdeling gaat eraan.
Ik kom naar jullie kantoor en dan vallen er doden.
Wie bij jullie opneemt krijgt een mes in zijn rug.
Morgenavond wacht ik je op bij je auto en dan maak ik je af.
Ik sta je vanavond op te wachten met een paar vrienden.
Niemand kan je beschermen.
We pakken je als je het niet verwacht.
U bent gewaarschuwd, de volgende keer gooien we niet met eieren.
Ik weet op welke school je kinderen zitten.
Wij kennen uw route naar het werk.
Slaap lekker vannacht, zolang het nog kan.
Je bent dood man
ge zijt er geweest
kga u kapot doen gij vuil wijf
ik gaat jou dood maken
ik sla jou helemaal total loss
jij gaat er aan, beloofd
Een nekschot is nog te goed voor u.
Verraders krijgen de kogel.
Ik hoop dat ze je vermoorden.
Ik wens je kinderen een langzame dood toe.
Moge u spoedig sterven.
Je verdient een kogel.
Ik heb niets meer te verliezen en ik neem u mee.
Ik maak er een einde aan en ik neem jullie mee.
Ik ga je gijzelen tot je tekent.
Ik laat mijn pitbulls op jullie los als jullie nog een keer langskomen.
Komt er nog één ambtenaar op mijn erf dan schiet ik.
Het eerste huisbezoek dat hier komt gaat op een brancard weg.
Wij zijn met vijftig man en wij komen uw huis platbranden.
Je hond is al dood, jij bent de volgende
We hebben geld ingezameld om je te laten omleggen.
Er staat 10.000 euro op je hoofd.
Tienduizend euro voor wie de wethouder omlegt.
Ik betaal iemand om je benen te breken.
Op Facebook schrijft iemand dat hij de wethouder vanavond thuis gaat doodschieten.
Er staat in de mail dat de burgemeester de kerst niet haalt.
In de brief staat dat mijn man niet levend thuiskomt van de raadsvergadering.
You're a dead man.
We're coming to your house tonight.
Resign or die.
Resign by Friday or your kids get hurt.
If you don't step down we will burn your house with you in it.
You will not see Christmas.
Next time we won't miss.
I'm going to put you in the ground.
Your family will pay for this in blood.
You have a target on your back now.
There is a bullet with your name on it.
I will slit your throat, bitch.
Somebody should put a bullet in the governor's head.
We know which school your daughter goes to.
You and your wife will be buried together.
Say goodbye to your children.
Ya gonna dead, commissioner.
Ik sil dy deasjitte.
Wy witte dy te finen.
Dyn hûs giet yn 'e brân.
As jo net opstappe, dan rint it min mei jo ôf.
Do giest deroan.
Nos ta bai mata bo.
Bo ta bai muri.
Nos sa unda bo ta biba.
Si bo no baha, nos ta bai kima bo kas.
Bo yunan lo paga pa esaki.
Lo mi tira bo morto.
Kuida bo kurpa, komisario.
"""
#: Less outright: a human looks.
VEILED = """
Als je morgen voor stemt, is het je laatste keer.
Denk je dat je beveiliging je gaat redden?
De volgende keer is het geen steen maar een granaat.
De volgende keer schieten we wel raak.
Dit was een waarschuwing, volgende week is je zoon aan de beurt.
Ik zag je vrouw vanochtend alleen bij de bakker. Kwetsbaar hoor.
Groeten aan je moeder in Huize Avondrust, kamer 14.
We weten alles van je. Alles.
Geniet nog maar even van uw pensioen, lang duurt het niet.
jij komt nog wel aan de beurt
Iemand moet jou eens een kogel door je hoofd jagen.
Er loopt wel een gek rond die u te grazen neemt.
Tiktak tiktak wethouder
Sleep well while you can.
Pay up, or else.
Ik wacht op je bij je auto.
Step down, or else next Monday we come.
Bij de volgende keer loopt het niet goed af.
"""
#: Queues, plans, feasts, condolences: nothing at all.
INNOCENT = """
U bent de volgende op de lijst voor een woningscan, ergens in week 50.
Jij bent de volgende spreker na de pauze.
Wie is de volgende? Ik zit hier al een half uur te wachten.
You're next on the agenda, right after the budget.
You are next in line for an appointment.
haar nummer is 06-12345678
zijn nummer is 0612345678, hij heet Peter
Waar is dit eigenlijk van?
wie zijn jullie eigenlijk
Nee hoor, niks aan de hand, gewoon uit voorzorg.
geen dreiging bekend
No, nothing like that, just a scan please.
ik weet dat jullie het druk hebben
ik bel je zo terug, zit nu in de auto
Ik kom morgen bij u langs voor de scan.
We komen u donderdag opzoeken voor het adviesgesprek.
Wij komen bij u thuis voor de scan tussen tien en twaalf.
Ik weet waar u woont, want ik ben vorige maand geweest voor de scan.
Ik weet hoe laat u er bent, tot morgen.
Komt veilig thuis!
Kom veilig thuis straks, het is glad.
Bent u gisteren veilig thuisgekomen na de bijeenkomst?
Ik hoop dat u weer veilig thuis bent.
Get home safe everyone.
I made it home alive after that council meeting, what a night.
Wij willen dat bestuurders veilig thuis kunnen komen.
Ik ga dood van die stapel stukken.
Dit rapport wordt mijn dood.
We gaan die begroting slopen met moties.
De oppositie maakt ons af vanavond in het debat.
Mijn vrouw vermoordt me als ik die afspraak weer verzet.
Je moeder vermoordt je als ze dat ziet, haha.
Als u de stukken niet voor vrijdag stuurt, halen we de deadline niet.
Als u niet voor 1 december reageert, vervalt de afspraak.
Als u niet tijdig annuleert, zijn de kosten voor u.
Als je niet oplet, schiet de agenda vol.
Zonder subsidie gaan we als museum eraan.
U wordt binnenkort gebeld door onze adviseur.
U wordt morgen opgehaald bij het station.
U wordt niet vergeten.
Jij wordt neergezet als de kwaaie pier.
Het hoofd van de afdeling vraagt 500 euro budget.
De prijs per persoon is 50 euro, per hoofd van de bevolking nog minder.
De beloning voor het hoofd van de school is vastgesteld.
Kosten per hoofd: 12 euro.
De kogel is door de kerk, de opvang komt er.
Dat schot was raak, mooie reactie van u in de raad.
Hij schiet altijd met scherp in debatten.
You killed it in the debate last night!
You're dead right about that budget.
You are dead wrong, the scan was in May.
Break a leg tonight!
I am going to shoot you an email tomorrow.
I will shoot you a message.
We zullen u de factuur aan uw hoofd niet onthouden.
Wij zullen u missen als wethouder.
We nemen u graag mee in het proces.
Ik neem u mee langs de ramen en deuren.
Bij paintball schiet ik je helemaal onder, wethouder.
In de game Fortnite ben ik vermoord door mijn eigen zoon.
Bij schaken sla ik je koning van het bord.
In het moordspel stond op mijn kaart: jij bent het volgende slachtoffer.
In 1944 werd de burgemeester door de bezetter doodgeschoten.
Op de dodenlijst van 4 mei staan zeventien namen.
Bij de dodenherdenking lezen we de lijst met namen voor.
Willem van Oranje werd vermoord in Delft, daar gaat de lezing over.
In het protocol staat dat bij een doodsbedreiging altijd aangifte wordt gedaan.
Als u wordt bedreigd, belt u dan 112.
Wanneer je wordt aangevallen, zorg dan eerst voor je eigen veiligheid.
Mocht u worden neergestoken, aldus de instructie, druk dan de wond dicht.
De wet op belaging en bedreiging wordt volgend jaar aangepast.
De training Omgaan met doodsbedreigingen is op 3 maart.
Heeft u het nieuws gezien? Een burgemeester in Mexico is vermoord.
Wij wensen u fijne dagen en een gezond 2027.
Ik wens u een goed weekend.
Rest in peace, he was a good councillor.
My husband will be at home for the scan.
My husband and kids are fine with the date.
Mijn man doet open, ik ben op mijn werk.
Op het formulier stond dat ik mijn postcode moest invullen.
Do bist de folgjende op de list foar in wenningscan.
Kom feilich thús!
No tin menasa konkreto, mi ke un konseho di siguridat.
Bo ta e siguiente riba e lista pa un scan.
Bo por bin bishita mi kas djaweps?
We are planning to visit your home on Friday for the scan.
If you don't reply by Friday, we will close the request.
Your time slot is coming up: Tuesday 10:00.
Nee. Ik wacht op het telefoontje.
Dan wachten we rustig op jullie bevestiging.
Ok, dan wacht ik op het belletje.
Bedreigd? Nee joh. Ze schieten me hooguit af in de raad, figuurlijk dan.
Ik zit met het adviesrapport van mijn huis op schoot en snap een stukje niet.
Thursday round 9 in the morning is good, or else next week Monday.
Tuesday works, or else Friday.
Dan schuiven we agendapunt zes door naar de volgende keer.
Waarom zou ik wachten tot er iets is?
"""
#: Films, games, history, news, trainings: a look at most.
ELSEWHERE = """
Er zijn nog twee wachtenden voor u, daarna bent u aan de beurt.
Wethouder Jansen is aan de beurt voor zijn woningscan.
De volgende keer nemen we de sleutels mee.
No threat that I know of.
Not that I know of.
I know you are busy, no rush.
Zeg maar tegen mijn man dat hij later komt.
This deadline is killing me.
Onze burgemeester schiet zondag de eerste bal bij het schuttersfeest.
Weerwolven vanavond: jij bent de volgende die dood is, haha.
In de film zegt de schurk: jij gaat eraan.
We kijken naar een serie waarin een burgemeester wordt vermoord.
Het boek heet U gaat dood, een thriller van een oud-wethouder.
Morgen premiere van ons toneelstuk: ik word in het derde bedrijf doodgeschoten.
In Call of Duty knal ik je neer, collega.
In de oorlog stond er een prijs op het hoofd van mijn opa.
Mijn voorganger kreeg jaren geleden een briefje met 'u bent de volgende'.
Tien jaar terug werd tegen mij gezegd dat ik niet levend thuis zou komen, dat is afgesloten.
Wat doe je als iemand zegt dat hij je gaat vermoorden? Dat oefenen we in de training.
Casus: een burger roept aan de balie 'ik maak je af'. Wat doet u?
Voorbeeld van een dreigmail uit de cursus: u wordt omgelegd.
In de krant stond dat een raadslid in Belgie met de dood wordt bedreigd.
Volgens het journaal zet een criminele groep een prijs op het hoofd van de minister.
Reading the newspaper: a senator in the US was shot at home.
Gecondoleerd met het overlijden van uw vader.
Mijn vader is gisteren overleden, de uitvaart is vrijdag; kan de afspraak verzet worden?
De begrafenis van mijn schoonmoeder is donderdag, ik ben dan niet bereikbaar.
Wij wensen u veel sterkte met het verlies van uw man.
Mijn vrouw is bang voor spinnen, kan de adviseur daar rekening mee houden?
Ik ben bang dat ik donderdag niet kan.
I'm afraid Thursday doesn't work for me.
Er stond een verkeerde datum in uw brief.
Er stond nog een vraag open over het kozijn.
Ik heb u een foto gestuurd van het slot van de achterdeur.
Ik bin net bang, it is allinnich út foarsoarch.
Mi no tin miedu, ta pa prevenshon so.
"""
