# Rscript tests.R > tests.json, in this folder: tests by R's survey in further designs.
suppressMessages(library(survey)); data(api)
out <- list()
E4 <- data.frame(stype=c("E","H","M"), Freq=c(4421,755,1018))
SW <- data.frame(sch.wide=c("No","Yes"), Freq=c(1072,5122))
ctl <- list(epsilon=1e-12, maxit=1000)
both <- function(d) rake(d, list(~stype,~sch.wide), list(E4,SW), control=ctl)
clus1 <- svydesign(id=~dnum, weights=~pw, fpc=~fpc, data=apiclus1)
clus2 <- svydesign(id=~dnum+snum, weights=~pw, fpc=~fpc1+fpc2, data=apiclus2)
srs <- svydesign(id=~1, weights=~pw, fpc=~fpc, data=apisrs)
strat <- svydesign(id=~1, strata=~stype, weights=~pw, fpc=~fpc, data=apistrat)
clus1n <- svydesign(id=~dnum, weights=~pw, data=apiclus1)
designs <- list(strat_fpc=strat, clus1_fpc=clus1, clus1_nofpc=clus1n, clus2_fpc=clus2, rake_srs_fpc=both(srs), rake_strat=both(strat), poststrat_clus1=postStratify(clus1, ~stype, E4))
# svyranktest of 4.1-1 names the statistic "parameter" and the degrees of freedom "statistic".
put <- function(id, call, ...) out[[id]] <<- list(call=call, ...)
chisq <- function(id, call, t) put(id, call, statistic=as.numeric(t$statistic), parameter=as.list(as.numeric(t$parameter)), p_value=as.numeric(t$p.value))
for (n in names(designs)) { d <- designs[[n]]
  for (s in c("F","Chisq","Wald","adjWald","lincom","saddlepoint")) chisq(paste0(n,".chisq.compimp_stype.",s), paste0("svychisq(~comp.imp+stype, statistic='",s,"')"), svychisq(~comp.imp+stype, d, statistic=s))
  t <- svyttest(api00~comp.imp, d); ci <- confint(t)
  put(paste0(n,".ttest.api00.compimp"), "svyttest(api00~comp.imp)", estimate=as.numeric(t$estimate), statistic=as.numeric(t$statistic), df=as.numeric(t$parameter), p_value=as.numeric(t$p.value), lci=ci[1], uci=ci[2])
  w <- regTermTest(svyglm(api00~stype, d), ~stype)
  put(paste0(n,".regtest.api00.stype"), "regTermTest(svyglm(api00~stype), ~stype)", statistic=as.numeric(w$Ftest), df=w$df, ddf=w$ddf, p_value=as.numeric(w$p))
  k <- svyranktest(api00~stype, d, "KruskalWallis")
  put(paste0(n,".kruskal.api00.stype"), "svyranktest(api00~stype, 'KruskalWallis')", statistic=as.numeric(k$parameter), df=as.numeric(k$statistic), p_value=as.numeric(k$p.value))
}
nav <- read.csv("nav_like_frame.csv"); r <- nav[nav$resp,]; r$one <- 1; r$N <- 453
nav_designs <- list(nav_srs=svydesign(id=~1, fpc=~N, data=r), nav_strat=svydesign(id=~1, strata=~size, weights=~w, fpc=~fpc, data=r), nav_unweighted=svydesign(id=~1, weights=~one, data=r))
for (n in names(nav_designs)) { d <- nav_designs[[n]]
  for (q in c("q1_a","q1_b","q1_c")) chisq(paste0(n,".chisq.",q,"_region.F"), paste0("svychisq(~",q,"+region)"), svychisq(as.formula(paste0("~",q,"+region")), d))
  if (n != "nav_strat") for (q in c("q1_a","q1_b","q1_c")) { k <- svyranktest(as.formula(paste0(q,"~size")), d, "KruskalWallis")
    put(paste0(n,".kruskal.",q,".size"), paste0("svyranktest(",q,"~size, 'KruskalWallis')"), statistic=as.numeric(k$parameter), df=as.numeric(k$statistic), p_value=as.numeric(k$p.value)) }
}
x <- chisq.test(table(r$region, r$q1_a), correct=FALSE)
put("base.pearson.region_q1_a", "chisq.test(table(region, q1_a), correct=FALSE)", statistic=as.numeric(x$statistic), df=as.numeric(x$parameter), p_value=x$p.value, stdres=apply(x$stdres, 1, as.numeric, simplify=FALSE))
b <- table(factor(r$q1_a>3), factor(r$q1_c>3)); m <- binom.test(b[1,2], b[1,2]+b[2,1])
put("base.mcnemar_exact", "binom.test(moved one way, moved at all), of q1_a > 3 by q1_c > 3", statistic=b[1,2], p_value=m$p.value)
p <- c(.04,.0004,.9,.3,NA,.011,.0101,.04)
put("base.padjust", "p.adjust, with a missing one", p=p, holm=p.adjust(p,"holm"), bh=p.adjust(p,"BH"))
json <- function(x) {
  if (is.list(x) && !is.null(names(x))) paste0("{", paste0('"', names(x), '": ', sapply(x, json), collapse=", "), "}")
  else if (is.character(x) && length(x) == 1) paste0('"', x, '"')
  else if (is.list(x)) paste0("[", paste(sapply(x, json), collapse=", "), "]")
  else if (length(x) == 1) ifelse(is.na(x), "null", format(x, digits=15))
  else paste0("[", paste(sapply(x, json), collapse=", "), "]")
}
cat("{\n", paste0('"', names(out), '": ', sapply(out, json), collapse=",\n"), "\n}\n", sep="")
