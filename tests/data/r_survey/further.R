# Makes further.json: in this folder, Rscript further.R > further.json (R with survey and MASS).
suppressMessages(library(survey)); data(api)
options(survey.lonely.psu="fail")
out <- list()
named <- function(x) as.list(x)
m1 <- function(id, call, m, d, deff=NULL) { ci <- confint(m, df=degf(d)); l <- list(call=call, estimate=as.numeric(coef(m)), se=as.numeric(SE(m)), lci_t=ci[1], uci_t=ci[2], degf=degf(d)); if(!is.null(deff)) l$deff <- as.numeric(deff); out[[id]] <<- l }
mk <- function(id, call, m) { nm <- names(coef(m)); out[[id]] <<- list(call=call, estimate=named(setNames(as.numeric(coef(m)),nm)), se=named(setNames(as.numeric(SE(m)),nm))) }
ci1 <- function(id, call, p, d) out[[id]] <<- list(call=call, estimate=as.numeric(p), se=sqrt(as.numeric(attr(p,"var"))), lci=as.numeric(attr(p,"ci")[1]), uci=as.numeric(attr(p,"ci")[2]), degf=degf(d))
E4 <- data.frame(stype=c("E","H","M"), Freq=c(4421,755,1018)); SW <- data.frame(sch.wide=c("No","Yes"), Freq=c(1072,5122))
J <- as.data.frame(xtabs(~stype+sch.wide, apipop))
clus1 <- svydesign(id=~dnum, weights=~pw, fpc=~fpc, data=apiclus1)
clus2 <- svydesign(id=~dnum+snum, weights=~pw, fpc=~fpc1+fpc2, data=apiclus2)
srs <- svydesign(id=~1, weights=~pw, fpc=~fpc, data=apisrs)
strat <- svydesign(id=~1, strata=~stype, weights=~pw, fpc=~fpc, data=apistrat)
clus1n <- svydesign(id=~dnum, weights=~pw, data=apiclus1)
ctl <- list(epsilon=1e-12, maxit=1000)
srsn <- svydesign(id=~1, weights=~pw, data=apisrs)
TOT <- c(`(Intercept)`=6194, stypeH=755, stypeM=1018, sch.wideYes=5122)
TOT99 <- c(`(Intercept)`=6194, stypeH=755, stypeM=1018, api99=3914069)
both <- function(d) rake(d, list(~stype,~sch.wide), list(E4,SW), control=ctl)
designs <- list(clus1_fpc=clus1, clus1_nofpc=clus1n, clus2_fpc=clus2,
 clus2_nofpc=svydesign(id=~dnum+snum, weights=~pw, data=apiclus2),
 rake_srs_fpc=both(srs), rake_strat=both(strat), rake_clus1=both(clus1n), rake_clus1_fpc=both(clus1), rake_clus2=both(clus2),
 poststrat_srs_fpc=postStratify(srs, ~stype+sch.wide, J), poststrat_clus1=postStratify(clus1, ~stype, E4),
 calib_linear_srs=calibrate(srsn, ~stype+sch.wide, TOT), calib_linear_srs_fpc=calibrate(srs, ~stype+sch.wide, TOT),
 calib_raking_srs=calibrate(srsn, ~stype+sch.wide, TOT, calfun="raking", epsilon=1e-12),
 calib_linear_clus1=calibrate(clus1, ~stype+sch.wide, TOT),
 calib_api99_clus1=calibrate(clus1, ~stype+api99, TOT99),
 calib_api99_raking_strat=calibrate(strat, ~stype+api99, TOT99, calfun="raking", epsilon=1e-12))
for (n in names(designs)) { d <- designs[[n]]
  m <- svymean(~api00, d, deff=TRUE); m1(paste0(n,".mean.api00"), "svymean(~api00, deff=TRUE)", m, d, deff(m))
  t <- svytotal(~enroll, d, na.rm=TRUE); m1(paste0(n,".total.enroll"), "svytotal(~enroll, na.rm=TRUE)", t, d)
  mk(paste0(n,".prop.stype"), "svymean(~stype)", svymean(~stype, d))
  mk(paste0(n,".prop.sch.wide"), "svymean(~sch.wide)", svymean(~sch.wide, d))
  ci1(paste0(n,".ciprop.compimp.logit"), "svyciprop(~I(comp.imp=='Yes'), method='logit')", svyciprop(~I(comp.imp=="Yes"), d, method="logit"), d)
  mk(paste0(n,".by.api00.schwide"), "svyby(~api00, ~sch.wide, svymean)", svyby(~api00, ~sch.wide, d, svymean))
  b <- svyby(~I(comp.imp=='Yes'), ~stype, d, svyciprop, method="logit", vartype="ci")
  out[[paste0(n,".by.ciprop.compimp.stype")]] <- list(call="svyby(~I(comp.imp=='Yes'), ~stype, svyciprop, method='logit', vartype='ci')", estimate=named(setNames(b[,2],b$stype)), lci=named(setNames(b$ci_l,b$stype)), uci=named(setNames(b$ci_u,b$stype)))
  r <- svyratio(~api00,~api99,d, deff=TRUE); out[[paste0(n,".ratio.api00_api99")]] <- list(call="svyratio(~api00, ~api99)", estimate=as.numeric(coef(r)), se=as.numeric(SE(r)))
  q <- svyquantile(~api00, d, c(.25,.5,.75), ci=TRUE); Q <- q[[1]]
  out[[paste0(n,".quantile.api00")]] <- list(call="svyquantile(~api00, c(.25,.5,.75), ci=TRUE)", estimate=named(setNames(Q[,1],c(.25,.5,.75))), se=named(setNames(Q[,4],c(.25,.5,.75))), lci=named(setNames(Q[,2],c(.25,.5,.75))), uci=named(setNames(Q[,3],c(.25,.5,.75))))
    out[[paste0(n,".kish")]] <- list(call="sum(weights)^2/sum(weights^2)", n_eff=sum(weights(d))^2/sum(weights(d)^2), sum_w=sum(weights(d)), min_w=min(weights(d)), max_w=max(weights(d)))
  mk(paste0(n,".by.total.stype"), "svyby(~api00, ~comp.imp, svytotal)", svyby(~api00, ~comp.imp, d, svytotal))
}
# alpha, linearised by hand
for (n in c("srs_fpc","strat_fpc","clus2_fpc")) { d <- list(srs_fpc=srs,strat_fpc=strat,clus2_fpc=clus2)[[n]]
  v <- d$variables; x1 <- v$api99; x2 <- v$api00; x3 <- 5*v$growth; xt <- x1+x2+x3
  cen <- function(x) (x-weighted.mean(x,weights(d)))^2
  d <- update(d, v1=cen(x1), v2=cen(x2), v3=cen(x3), vt=cen(xt))
  m <- svymean(~v1+v2+v3+vt, d); a <- svycontrast(m, quote(3/2*(1-(v1+v2+v3)/vt)))
  out[[paste0(n,".alpha")]] <- list(call="svycontrast(svymean(squares about the mean), quote(3/2*(1-(v1+v2+v3)/vt))) of api99, api00, 5 growth", estimate=as.numeric(coef(a)), se=as.numeric(SE(a)), degf=degf(d)) }
# NAV
nav <- read.csv("nav_like_frame.csv"); r <- nav[nav$resp,]
size <- as.data.frame(table(size=nav$size)); region <- as.data.frame(table(region=nav$region))
ns <- svydesign(id=~1, strata=~size, weights=~w, fpc=~fpc, data=r)
r$N <- 453; r$one <- 1
nr0 <- svydesign(id=~1, weights=~one, data=r)
nr <- rake(svydesign(id=~1, weights=~one, fpc=~N, data=r), list(~size,~region), list(size,region), control=ctl)
nrn <- rake(nr0, list(~size,~region), list(size,region), control=ctl)
nsr <- rake(svydesign(id=~1, strata=~size, weights=~one, fpc=~fpc, data=r), list(~size,~region), list(size,region), control=ctl)
# Size by region; but one answer of the first stratum, and no weight for each tenth respondent.
r$cell <- paste(r$size, r$region); r$cells <- as.numeric(table(paste(nav$size, nav$region))[r$cell])
l <- r[!(r$cell == r$cell[1] & duplicated(r$cell)),]; l$wl <- l$cells/as.numeric(table(l$cell)[l$cell]); l$wz <- ifelse(seq_len(nrow(l)) %% 10 == 0, 0, l$wl)
nl <- svydesign(id=~1, strata=~cell, weights=~wl, fpc=~cells, data=l); nz <- svydesign(id=~1, strata=~cell, weights=~wz, fpc=~cells, data=l)
for (n in c("nav_strat","nav_rake","nav_rake_nofpc","nav_strat_rake","nav_unweighted","nav_lonely","nav_zero")) { d <- list(nav_strat=ns, nav_rake=nr, nav_rake_nofpc=nrn, nav_strat_rake=nsr, nav_unweighted=nr0, nav_lonely=nl, nav_zero=nz)[[n]]
 options(survey.lonely.psu=if (n %in% c("nav_lonely","nav_zero")) "adjust" else "fail")
 for (q in c("q1_a","q1_b","q1_c")) { f <- as.formula(paste0("~",q)); 
  m <- svymean(f, d, na.rm=TRUE); m1(paste0(n,".mean.",q),"svymean(na.rm=TRUE)", m, subset(d, !is.na(d$variables[[q]])))
  mk(paste0(n,".dist.",q), "svymean(~factor(q), na.rm=TRUE)", {mm <- svymean(as.formula(paste0("~factor(",q,")")), d, na.rm=TRUE); names(mm) <- 1:5; mm})
  b <- svyby(f, ~region, d, svymean, na.rm=TRUE); mk(paste0(n,".by.",q,".region"), "svyby(~q, ~region, svymean, na.rm=TRUE)", b)
  dd <- subset(d, !is.na(d$variables[[q]])); for (k in 1:5) { ff <- as.formula(paste0("~I(",q,"==",k,")")); ci1(paste0(n,".ciprop.",q,".",k), "svyciprop(q==k, restricted to answered, method='logit')", svyciprop(ff, dd, method="logit"), dd)}
 }
 for (q in c("q2_1","q2_none")) ci1(paste0(n,".multi.",q), "svyciprop(method='logit')", svyciprop(as.formula(paste0("~",q)), d, method="logit"), d)
}
options(survey.lonely.psu="fail")
# The data sets fpc and scd that come with the package; clusters are named within strata.
data(fpc); data(scd); scd$ESA <- rep(1:3, each=2)
f <- svydesign(id=~psuid, strata=~stratid, weights=~weight, fpc=~Nh, data=fpc, nest=TRUE); sd <- svydesign(id=~ambulance, strata=~ESA, weights=rep(1,6), data=scd, nest=TRUE)
m1("fpc.mean.x", "svymean(~x)", svymean(~x, f), f); m1("fpc.total.x", "svytotal(~x)", svytotal(~x, f), f)
k <- svyratio(~alive, ~arrests, sd); out[["scd.ratio"]] <- list(call="svyratio(~alive, ~arrests)", estimate=as.numeric(coef(k)), se=as.numeric(SE(k)))
# panel
pan <- function(id, keep1, keep2, fpc=TRUE) { a <- data.frame(apistrat[keep1,c("cds","stype","pw","fpc","sch.wide")], y=apistrat$api99[keep1], q=1*(apistrat$api99[keep1]>650), wave="A"); b <- data.frame(apistrat[keep2,c("cds","stype","pw","fpc","sch.wide")], y=apistrat$api00[keep2], q=1*(apistrat$api00[keep2]>650), wave="B"); s <- rbind(a,b)
 d <- if(fpc) svydesign(id=~cds, strata=~stype, weights=~pw, fpc=~fpc, data=s) else svydesign(id=~cds, strata=~stype, weights=~pw, data=s)
 for (v in c("y","q")) { by <- svyby(as.formula(paste0("~",v)), ~wave, d, svymean, covmat=TRUE); k <- svycontrast(by, c(A=-1,B=1)); ci <- confint(k, df=degf(d)); out[[paste0(id,".diff.",v)]] <<- list(call="svycontrast(svyby(~y, ~wave, svymean, covmat=TRUE), c(A=-1,B=1))", estimate=as.numeric(coef(k)), se=as.numeric(SE(k)), lci_t=ci[1], uci_t=ci[2], p_value_t=2*pt(-abs(coef(k)/SE(k))[[1]], degf(d)), degf=degf(d), by=named(coef(by))) } }
all <- 1:200; pan("waves_panel_full", all, all); pan("waves_panel_partial", which(all%%3!=0), which(all%%4!=1)); pan("waves_panel_partial_nofpc", which(all%%3!=0), which(all%%4!=1), FALSE)
c1 <- rbind(data.frame(apiclus1[,c("cds","dnum","pw","fpc")], y=apiclus1$api99, wave="A"), data.frame(apiclus1[,c("cds","dnum","pw","fpc")], y=apiclus1$api00, wave="B"))
dc <- svydesign(id=~dnum, weights=~pw, fpc=~fpc, data=c1); by <- svyby(~y,~wave,dc,svymean,covmat=TRUE); k <- svycontrast(by,c(A=-1,B=1)); out[["waves_panel_clus1.diff.y"]] <- list(call="the same with id=~dnum", estimate=as.numeric(coef(k)), se=as.numeric(SE(k)), degf=degf(dc))
c2 <- rbind(data.frame(apiclus2[,c("cds","dnum","snum","pw","fpc1","fpc2")], y=apiclus2$api99, wave="A"), data.frame(apiclus2[,c("cds","dnum","snum","pw","fpc1","fpc2")], y=apiclus2$api00, wave="B"))
dc <- svydesign(id=~dnum+snum, weights=~pw, fpc=~fpc1+fpc2, data=c2); by <- svyby(~y,~wave,dc,svymean,covmat=TRUE); k <- svycontrast(by,c(A=-1,B=1)); out[["waves_panel_clus2.diff.y"]] <- list(call="the same with id=~dnum+snum", estimate=as.numeric(coef(k)), se=as.numeric(SE(k)), degf=degf(dc))
js <- function(x) { if (is.list(x)) { if (length(x)==0) return("{}"); paste0("{", paste(sapply(seq_along(x), function(i) paste0('"',names(x)[i],'": ', js(x[[i]]))), collapse=", "), "}") } else if (is.character(x)) paste0('"',gsub('"','\\\\"',x),'"') else if (length(x)>1) paste0("[",paste(sapply(x,js),collapse=", "),"]") else if (is.na(x)) "null" else sub("^ +","",formatC(x, digits=15, format="g")) }
cat("{\n"); cat(paste(sapply(names(out), function(n) paste0('"',n,'": ',js(out[[n]]))), collapse=",\n")); cat("\n}\n")
